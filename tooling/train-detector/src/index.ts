export { leaveOutTable } from "./leave-out.ts";
export { readMaterial } from "./material.ts";

export { fetchPackage } from "./fetch-package.ts";

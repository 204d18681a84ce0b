export { DatabaseError, type DatabaseErrorCode } from "./error.ts";

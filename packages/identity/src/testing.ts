export { type DirectorySuite, describeDirectory } from "./testing/describe-directory.ts";
export { describeUserDirectory, type UserDirectorySuite } from "./testing/describe-user-directory.ts";

export { type AuthorizationCodeFlowOptions, authorizationCodeFlow } from "./authorization-code-flow.ts";

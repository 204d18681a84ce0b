export {
  type AuthorizationCodeFlowOptions,
  authorizationCodeFlow,
  awaitReturn,
  type ReturnOptions,
} from "./authorization-code-flow.ts";

export {
  type FakeAuthorizationServer,
  type Script,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedReply,
  startFakeAuthorizationServer,
} from "./fake-authorization-server.ts";
export {
  type BodyStep,
  chatChunks,
  chatCompletion,
  type FakeUpstream,
  jsonAnswer,
  sseAnswer,
  startFakeUpstream,
  type UpstreamAnswer,
  type UpstreamRequest,
  type UpstreamScript,
} from "./fake-upstream.ts";
export { closeServer, listenOnLoopback } from "./loopback.ts";
export { type FakeOutgoingProxy, startFakeOutgoingProxy } from "./outgoing-proxy.ts";
export { chatGptSignIn, type ProviderScript, providerScripts, unsignedJwt } from "./provider-scripts.ts";
export { type ScriptlessBrowser, scriptlessBrowser, type VisitedPage } from "./scriptless-browser.ts";
export { type SelfSignedCertificate, selfSignedCertificate } from "./self-signed-certificate.ts";
export { type VirtualClock, virtualClock } from "./virtual-clock.ts";

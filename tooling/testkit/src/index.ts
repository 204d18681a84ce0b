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

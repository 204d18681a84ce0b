import { notInThisVersion } from "../../not-in-this-version.ts";

export default notInThisVersion(
  "The separate detection service",
  "The detectors run inside the proxy: infershield proxy start",
);

import { notInThisVersion } from "../../not-in-this-version.ts";

export default notInThisVersion(
  "Multi-user administration",
  "For your own logins run: infershield auth logout PROVIDER",
);

import { notInThisVersion } from "../../not-in-this-version.ts";

export default notInThisVersion("Administration of a team server", "For this home run: infershield audit export");

import { writeApiReports } from "./api-report.ts";

writeApiReports();

export type { DatabaseFacts, ImportedLogin, PolicyTable, PolicyVersion } from "@infershield/store-sqlite";
export { addressOf, isLoopbackHost, loopbackNames } from "./address.ts";
export { ConfigError, type ConfigErrorCode } from "./config-error.ts";
export { keyUsers } from "./key-users.ts";
export { type Config, type LoadConfigOptions, loadConfig } from "./load-config.ts";
export { openAuditSource } from "./open-audit-source.ts";
export {
  type Instance,
  type OpenInstanceOptions,
  openInstance,
  openProviders,
  openTokens,
  type UnlockedHome,
} from "./open-instance.ts";
export { openPolicies, type Policies } from "./open-policies.ts";
export { answerRequests, listen, openServer } from "./open-server.ts";
export type { AuditTrail } from "./open-trail.ts";
export { readPolicyLayers } from "./policy-files.ts";
export { type Act, type ActLog, type ActNote, recordedAct, recordRefusedAct } from "./recorded-act.ts";
export { repairTrail, type TrailRepair } from "./repair-trail.ts";
export { type Settings, settingsSchema } from "./settings.ts";
export {
  backupTeam,
  type ImportRequest,
  importHome,
  inspectTeam,
  migrateTeam,
  restoreTeam,
} from "./team-database.ts";
export type { PolicyChange } from "./tell-changes.ts";
export { formatYamlDocuments, readYamlFile } from "./yaml-file.ts";

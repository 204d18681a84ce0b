import type { DatabaseFacts } from "@infershield/instance";
import { counted } from "../counted.ts";

/** What `--json` says of a database. */
export interface FactsJson {
  readonly schema_version: number;
  readonly store_id: string;
  readonly keyset_seq: number;
  readonly audit_records: number;
  readonly users: number;
  readonly logins: number;
}

/** The facts of a database as they are printed. `audit_records` is the sequence number of the last one. */
export function factsToJson({ version, storeId, keysetSeq, auditSeq, users, logins }: DatabaseFacts): FactsJson {
  return {
    schema_version: version,
    store_id: storeId,
    keyset_seq: keysetSeq,
    audit_records: auditSeq,
    users,
    logins,
  };
}

/** One line for people. */
export function describeFacts({ users, logins, auditSeq }: DatabaseFacts): string {
  return `${counted(users, "user")}, ${counted(logins, "login")}, audit trail up to record ${auditSeq}`;
}

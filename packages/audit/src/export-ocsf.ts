import { isIP } from "node:net";
import { asciiJson } from "./line.ts";
import type { AuditRecord } from "./record.ts";

/** The edition of the Open Cybersecurity Schema Framework that the events follow. */
const ocsfVersion = "1.9.0-dev";

const applicationCategory = 6;
const findingsCategory = 2;
const identityCategory = 3;

/**
 * One record as one OCSF event, on a line of its own.
 *
 * A block is a Detection Finding (2004), an authentication is Authentication (3002), what concerns a token or an account is an Account
 * Change (3001), everything else is API Activity (6003) with the profile `ai_operation`.
 *
 * @see https://schema.ocsf.io
 */
export function ocsfLine(record: AuditRecord): string {
  return `${asciiJson(ocsfEvent(record))}\n`;
}

function ocsfEvent(record: AuditRecord): object {
  if (record.event === "authentication") {
    return {
      ...base(record, identityCategory, 2, logonActivity(record)),
      user: user(record),
      service: { name: "InferShield" },
      src_endpoint: endpoint(record),
    };
  }
  if (record.event === "token" || record.event === "admin") {
    return { ...base(record, identityCategory, 1, accountActivity(record)), user: user(record) };
  }
  return record.blocked ? detectionFinding(record) : apiActivity(record);
}

function detectionFinding(record: AuditRecord): object {
  const [first] = record.threats ?? [];
  const types = [...new Set((record.threats ?? []).map((threat) => threat.category))];
  return {
    ...base(record, findingsCategory, 4, 1),
    finding_info: { uid: record.request_id, title: first?.rule ?? record.reason ?? record.action, types },
    is_alert: true,
    evidences: [call(record)],
    ...security(record),
  };
}

function apiActivity(record: AuditRecord): object {
  const { provider, model, session_id } = record;
  return {
    ...base(record, applicationCategory, 3, 1),
    ...call(record),
    ...security(record),
    ...(provider !== null && model !== undefined && { ai_model: { ai_provider: provider, name: model } }),
    ...(session_id !== undefined && {
      message_context: { uid: session_id, service: { name: provider ?? "InferShield" }, ...tokens(record) },
    }),
    ...(record.status !== undefined && { status_code: String(record.status) }),
  };
}

/** Who called what, and from where. */
function call(record: AuditRecord): object {
  const service = record.provider === null ? {} : { service: { name: record.provider } };
  return {
    actor: { user: user(record) },
    api: { operation: record.action, ...service, request: { uid: record.request_id } },
    src_endpoint: endpoint(record),
  };
}

function tokens({ tokens_in, tokens_out }: AuditRecord): object {
  return {
    ...(tokens_in !== undefined && { prompt_tokens: tokens_in }),
    ...(tokens_out !== undefined && { completion_tokens: tokens_out }),
  };
}

function base(record: AuditRecord, category: number, kind: number, activity: number): object {
  const classId = category * 1000 + kind;
  const failed =
    record.decision === "error" ||
    record.decision === "refuse" ||
    record.outcome === "failed" ||
    record.outcome === "aborted";
  const profiles = category === findingsCategory ? ["security_control"] : ["ai_operation", "security_control"];
  return {
    category_uid: category,
    class_uid: classId,
    activity_id: activity,
    type_uid: classId * 100 + activity,
    time: record.timestamp * 1000 + Number(record.ts.slice(20, 23)),
    severity_id: severity(record),
    // A finding's status tells how far it is dealt with; everywhere else whether it succeeded.
    status_id: category === findingsCategory || !failed ? 1 : 2,
    ...(record.count !== undefined && { count: record.count }),
    metadata: {
      version: ocsfVersion,
      product: { name: "InferShield", vendor_name: "InferShield" },
      profiles,
      uid: record.hash,
      sequence: record.seq,
      tenant_uid: record.tenant,
      correlation_uid: record.request_id,
    },
    unmapped: {
      phase: record.phase,
      decision: record.decision,
      ...(record.outcome !== undefined && { outcome: record.outcome }),
      ...(record.reason !== undefined && { reason: record.reason }),
      ...(record.threats !== undefined && { rules: record.threats.map((threat) => threat.rule) }),
      ...(record.policy_hash !== undefined && { policy_hash: record.policy_hash }),
      ...(record.upstream_status !== undefined && { upstream_status: record.upstream_status }),
    },
  };
}

/** Informational, Low, Medium, High, Critical; only what was acted on or scored is more than informational. */
function severity({ risk_score, decision }: AuditRecord): number {
  if (decision === "allow") return risk_score >= 50 ? 2 : 1;
  if (risk_score >= 90) return 5;
  if (risk_score >= 70) return 4;
  return risk_score >= 40 ? 3 : 2;
}

/** Allowed or Denied, and the disposition: Allowed, Blocked, Corrected, Error, Rejected. */
function security({ decision, risk_score }: AuditRecord): object {
  const denied = decision === "block" || decision === "refuse" || decision === "error";
  const dispositions = { allow: 1, block: 2, redact: 11, error: 27, refuse: 25 };
  return { action_id: denied ? 2 : 1, disposition_id: dispositions[decision], risk_score };
}

function logonActivity({ action }: AuditRecord): number {
  return action.endsWith("logout") ? 2 : 1;
}

/** Create, Delete or Other. */
function accountActivity({ action }: AuditRecord): number {
  if (/(?:create|create-user|rotate)$/.test(action)) return 1;
  return /(?:revoke|delete|delete-user)$/.test(action) ? 6 : 99;
}

function user({ user_id }: AuditRecord): object {
  return { uid: user_id, name: user_id };
}

function endpoint({ peer, device }: AuditRecord): object {
  const address = peer !== undefined && isIP(peer) !== 0 ? { ip: peer } : { name: peer ?? device ?? "unknown" };
  return { ...address, ...(device !== undefined && { uid: device }) };
}

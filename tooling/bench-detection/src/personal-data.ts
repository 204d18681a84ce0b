import { percent, readRows, scan } from "./rows.ts";

/** Kinds of the labelled spans, and the rule that should find them. */
const rules: Readonly<Record<string, string>> = {
  CREDIT_CARD: "personal.credit_card",
  EMAIL_ADDRESS: "personal.email",
  IBAN_CODE: "personal.bank_account",
  IP_ADDRESS: "personal.ip_address",
  PHONE_NUMBER: "personal.phone",
  US_DRIVER_LICENSE: "personal.drivers_license",
  US_SSN: "personal.ssn",
};

/** Personal data with a form of its own in synthetic sentences: found by kind, and findings where no such span is. */
export function comparePersonalData(folder: string): void {
  const found = new Map<string, [number, number]>();
  let findings = 0;
  let elsewhere = 0;
  for (const row of readRows(folder, "score", "sig_pii_dev")) {
    const spans = row.spans ?? [];
    const reported = scan(row).filter(({ category }) => category === "personal_data");
    for (const [start, end, kind] of spans.filter((span) => rules[span[2]] !== undefined)) {
      const [hits, all] = found.get(kind) ?? [0, 0];
      const isHit = reported.some((finding) => finding.start < end && finding.end > start);
      found.set(kind, [hits + Number(isHit), all + 1]);
    }
    findings += reported.length;
    elsewhere += reported.filter(
      (finding) =>
        !spans.some(([start, end, kind]) => rules[kind] !== undefined && finding.start < end && finding.end > start),
    ).length;
  }
  const kinds = [...found].map(([kind, [hits, all]]) => `${kind} ${hits} of ${all}`).join(", ");
  const [hits, all] = [...found.values()].reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
  console.log(
    `\npersonal data: ${kinds}; together ${percent(hits, all)}%; ${elsewhere} of ${findings} findings on no such span`,
  );
}

import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();

function found(text: string): readonly (readonly [rule: string, value: string])[] {
  return engine
    .scanParts([{ role: "user", path: "", text }])
    .filter(({ category }) => category === "personal_data")
    .map(({ rule, start, end }) => [rule, text.slice(start, end)]);
}

describe("personal data", () => {
  test.each([
    ["personal.passport", `{"passport_number": "C01X06T47"}`, "C01X06T47"],
    ["personal.passport", "<passportNumber>L8987654</passportNumber>", "L8987654"],
    ["personal.drivers_license", "| driver license | D123-4567-8901 |", "D123-4567-8901"],
    ["personal.medical_record", "patient_id,00482913", "00482913"],
    ["personal.bank_account", "accountNumber=204857193", "204857193"],
    ["personal.date_of_birth", "dateOfBirth: 12 June 1984", "12 June 1984"],
    ["personal.phone", "My number is 06 12 34 56 78.", "06 12 34 56 78"],
    ["personal.phone", "Mr Hill (415-730-2291) asked.", "415-730-2291"],
    ["personal.phone", "You can reach him at 0161 496 2388 today.", "0161 496 2388"],
    ["personal.ip_address", "from 2a02:8108:4bc0:1f::9c1", "2a02:8108:4bc0:1f::9c1"],
    ["personal.ssn", "ssn=536-90-4399", "536-90-4399"],
    ["personal.credit_card", "card number,4539578763621486,ok", "4539578763621486"],
  ])("%s: %s", (rule, text, value) => {
    expect(found(text)).toEqual([[rule, value]]);
  });

  test.each([
    "Copyright (c) 2031 Anna Berger <anna.berger@posteo.de>",
    "phones and mobility since 2031",
    "call 415-555-0123 in the film",
    "2001:db8::1 stands in manuals",
    "order 204857193 of 2031-04-12",
    "1,4539578763621486",
    "passport.authenticate('local')",
  ])("%s holds none", (text) => {
    expect(found(text)).toEqual([]);
  });
});

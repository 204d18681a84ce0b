/** Whether the two check digits of an IBAN are right (ISO 13616, remainder 1 of 97); spaces are allowed. */
export function passesIban(iban: string): boolean {
  const compact = iban.replaceAll(" ", "");
  if (compact.length < 15 || compact.length > 34) return false;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

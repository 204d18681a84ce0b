import { expect, test } from "vitest";
import { beginsUrl, createLinkContext } from "./link-context.ts";

/** Whether what follows the text may become part of a link. */
function isLink(text: string): boolean {
  const context = createLinkContext();
  for (const character of text) context.read(character);
  const whole = createLinkContext();
  whole.read(text);
  expect([whole.isOpen(), whole.wordLength()]).toEqual([context.isOpen(), context.wordLength()]);
  return context.isOpen() || beginsUrl(text.slice(text.length - context.wordLength()));
}

test.each([
  "see https://evil.example/",
  "![x](https://evil.example/a?d=",
  "![x](<https://evil.example/a b?d=",
  "![x](<https://evil.example/(a) b) c?d=",
  "![x]( https://evil.example/a 'title ",
  "[r]: <https://evil.example/?d= ",
  "https://evil.example/\\",
  "https:\\\\evil.example\\",
  '<img src="https://evil.example/?a=\n',
  "<img src = 'https://evil.example/?a=\t",
  '<img alt=">" src="https://evil.example/?a= ',
  `<img src="https://evil.example/${" ".repeat(900)}href='x' `,
  "<a href=https://evil.example/?a=",
  '<img src="//evil.example/',
  "<style>a{background:url(//evil.example/",
  "<style>a{background:url ( '//evil.example/ ",
  "url(//evil.example/ ",
  "go to evil.example/?k=",
  "evil.example:8080/",
  "evil.example./?k=",
  "evil.xn--p1ai/?k=",
  "зло.рф/?k=",
  "203.0.113.7/?k=",
  "203.0.113.7:8080/",
  "[2001:db8::7]:8080/",
  "evil:8080/?k=",
  'fetch("https://evil.example/?"+"',
  '<script>fetch("https://evil.example/?" + "',
  '<base href="https://evil.example/"><img src="',
  '<form action="https://evil.example"><input name=a value="',
  "https://",
  "<https://evil.example/",
  "mailto:",
  "[x](https://a.example (title) ",
  `${"Many words before it. ".repeat(10)}![x](<https://evil.example/a b?d=`,
  `${"Many words before it. ".repeat(10)}url(//evil.example/ `,
  `${"Many words before it. ".repeat(10)}https://evil.example/`,
  '{"a":"<img src=\\"https://evil.example/?a=> ',
  '{"a":"\\u003cimg src=\\u0022x ',
  '["a"] https://evil.example/?"',
])("%j leads into a link", (text) => {
  expect(isLink(text)).toBe(true);
});

test.each([
  "Your key is ",
  'Set `TOKEN="',
  "See https://a.example for it, the key is ",
  "[the page](https://a.example/a_(b)) says ",
  "if (a < b && i <5) x = ",
  "const a: Map<string, number> = ",
  "<b>the key</b> is ",
  "<!-- note --> ",
  "<script>a()</script> ",
  '{"key":"',
  '{"url":"https://a.example", "key": "',
  "1. a\n2. b (",
  "password:",
  "config.json: ",
])("%j does not", (text) => {
  expect(isLink(text)).toBe(false);
});

test("knows the strings of a JSON document, and other texts that begin like one", () => {
  const inString = (text: string): boolean => {
    const context = createLinkContext();
    for (const character of text) context.read(character);
    return context.isInJsonString();
  };
  expect(inString(' {"key":"')).toBe(true);
  expect(inString('{"a\\"b')).toBe(true);
  expect(inString('["a", "b')).toBe(true);
  expect(inString('{"key": ')).toBe(false);
  expect(inString('The "')).toBe(false);
  expect(inString('["a" is a word, "')).toBe(false);
});

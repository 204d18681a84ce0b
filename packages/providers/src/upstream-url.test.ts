import { expect, test } from "vitest";
import { ProviderError } from "./error.ts";
import { checkUpstreamUrl } from "./upstream-url.ts";

function codeOf(url: string, allowPrivateUpstream: readonly string[] = []): string {
  try {
    checkUpstreamUrl(url, { allowPrivateUpstream });
    return "allowed";
  } catch (error) {
    expect(error).toBeInstanceOf(ProviderError);
    return error instanceof ProviderError ? error.code : "";
  }
}

test.each([
  "https://api.openai.com/v1",
  "https://api.openai.com",
  "https://api.openai.com/",
  "https://8.8.8.8/v1",
  "https://[2606:4700:4700::1111]/v1",
  "https://xn--bcher-kva.example/v1",
  "https://my-resource.openai.azure.com/openai/v1",
  "https://api.example.com:8443/v1",
])("%s is allowed", (url) => {
  expect(codeOf(url)).toBe("allowed");
});

test.each([
  // spellings of loopback and private addresses
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0177.0.0.1/",
  "https://127.1/",
  "https://127.0.0.1/",
  "https://0.0.0.0/",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[64:ff9b::a9fe:a9fe]/",
  "https://[2002:7f00:1::]/",
  "https://[2001::7f00:1]/",
  "https://[fd00:ec2::254]/",
  "https://[fe80::1]/",
  "https://[fe80::1%25eth0]/",
  "https://[ff02::1]/",
  // names that are not public
  "https://localhost/",
  "https://localhost./",
  "https://metadata/",
  "https://metadata.google.internal/",
  "https://printer.local/",
  "https://api.openai.com./v1",
  "https://unconfigured.invalid/",
  "https://１２７.０.０.１/",
  "https://api。openai.com/",
  // other schemes and tricks
  "http://api.openai.com/v1",
  "http://127.0.0.1:8080/v1",
  "file:///etc/passwd",
  "ftp://api.openai.com/",
  "gopher://api.openai.com/",
  "javascript:alert(1)",
  "data:text/plain,x",
  "//api.openai.com/v1",
  "api.openai.com/v1",
  "",
  "https://",
  "https://user@api.openai.com/",
  "https://user:password@api.openai.com/",
  "https://api.openai.com@evil.example/",
  "https://api.openai.com/v1?key=x",
  "https://api.openai.com/v1?",
  "https://api.openai.com/v1#x",
  "https://api.openai.com/v1#",
  "https://api.openai.com/../admin",
  "https://api.openai.com/%2e%2e/admin",
  "https://api.openai.com/%2fadmin",
  "https://api.openai.com//admin",
  "https://api.openai.com\\@evil.example/",
  "https:\\\\api.openai.com/",
  "https:api.openai.com",
  "https://api.openai.com:443/v1",
  "HTTPS://api.openai.com/v1",
  "https://API.openai.com/v1",
  " https://api.openai.com/v1",
  "https://api.openai.com/v1\n",
  "https://api.open\tai.com/v1",
  "https://api.openai.com/\u0000",
])("%j is refused", (url) => {
  expect(codeOf(url)).toBe("FORBIDDEN_UPSTREAM");
});

test("an exact origin that is allowed may be private, another port or scheme of it may not", () => {
  const allowed = ["http://127.0.0.1:11434", "https://10.1.2.3", "https://llm.corp"];
  expect(codeOf("http://127.0.0.1:11434/v1", allowed)).toBe("allowed");
  expect(codeOf("https://10.1.2.3/v1", allowed)).toBe("allowed");
  expect(codeOf("https://llm.corp/v1", allowed)).toBe("allowed");
  expect(codeOf("http://127.0.0.1:11435/v1", allowed)).toBe("FORBIDDEN_UPSTREAM");
  expect(codeOf("https://127.0.0.1:11434/v1", allowed)).toBe("FORBIDDEN_UPSTREAM");
  expect(codeOf("http://10.1.2.3/v1", allowed)).toBe("FORBIDDEN_UPSTREAM");
});

test("plain http beyond loopback is refused even when its origin is allowed", () => {
  expect(codeOf("http://10.1.2.3/v1", ["http://10.1.2.3"])).toBe("FORBIDDEN_UPSTREAM");
  expect(codeOf("http://api.example.com/v1", ["http://api.example.com"])).toBe("FORBIDDEN_UPSTREAM");
});

import { createInterface } from "node:readline";
import { startSandbox } from "@infershield/sandbox";

// A sandbox provider for programs that are tried out in a process of their own: tells where it is, and approves each code that is written to it.
const sandbox = await startSandbox();
console.log(JSON.stringify({ issuer: sandbox.issuer, clientId: sandbox.clientId }));
for await (const code of createInterface({ input: process.stdin })) await sandbox.approve(code);
await sandbox.close();

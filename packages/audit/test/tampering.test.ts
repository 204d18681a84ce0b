import { describeTampering } from "./tampering.ts";

describeTampering({ records: 40, byteStride: 11, bytesOf: 2 });

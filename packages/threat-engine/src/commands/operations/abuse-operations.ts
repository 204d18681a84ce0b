import type { Operation } from "./operation.ts";

/** Calls that use a machine up: that mine coins, fill its disk or keep it busy without end. */
export const abuseOperations: readonly Operation[] = [
  [
    "command.resource_abuse",
    "xmrig xmr-stak minerd cpuminer ccminer cgminer bfgminer ethminer nbminer t-rex lolminer phoenixminer gminer trex teamredminer srbminer-multi nanominer randomx xmrig-notls",
    [/^/],
    84,
  ],
  ["command.resource_abuse", "dd", [/if=\/dev\/(?:zero|u?random)/, /of=(?!\/dev\/)/], 55, /\bcount=/],
  ["command.resource_abuse", "fallocate truncate", [/(?:-l|-s|--length|--size)[ =]?(?:\d{4,}G|\d{1,9}[TPE])/i], 60],
  [
    "command.resource_abuse",
    "stress stress-ng",
    [/--vm-bytes[ =](?:100|9\d)%|--timeout[ =]0\b|--(?:hdd|cpu)[ =]\d{3,}/],
    50,
  ],
  [
    "command.resource_abuse",
    "hping3 slowloris slowhttptest goldeneye mhddos loic t50 siege",
    [/--flood|https?:|--rand-source|-c ?\d{3,}/],
    66,
  ],
];

import type { Operation } from "./operation.ts";

const sqlClients =
  "psql mysql mariadb sqlite3 sqlcmd sqlplus usql pgcli mycli mysqlsh cockroach clickhouse-client snowsql beeline bq osql isql";

/** Calls of databases and queues that take data away, give somebody rights, or run a program through the server. */
export const dataOperations: readonly Operation[] = [
  ["command.destroy", "drop", [/^(?:database|schema)\s/i], 72],
  ["command.destroy", "truncate drop", [/^table\s/i], 55],
  ["command.destroy", "delete", [/^from \w{1,60}\s{0,4};?$/i], 52],
  ["command.destroy", "update", [/^["\w.`]{1,60} set [^;]{1,120};?$/i], 48, /\bwhere\b/i],
  ["command.privilege", "grant", [/^all\b.{0,80} to\b/i], 55],
  [
    "command.privilege",
    sqlClients,
    [
      /\bgrant\s{1,4}(?:all\b|\w{0,20}admin|dba\b|super\b|pg_(?:execute|read|write)_server)/i,
      /\*\.\*|grant option|'%'|@"%"|\bdba\b|superuser|\bpublic\b|admin|pg_/i,
    ],
    60,
  ],
  [
    "command.privilege",
    sqlClients,
    [/\b(?:alter|create)\s{1,4}(?:user|role)\b/i, /\b(?:superuser|createrole|bypassrls)\b/i],
    60,
  ],
  ["command.privilege", sqlClients, [/\bsp_addsrvrolemember\b|sysadmin add member/i], 60],
  ["command.destroy", sqlClients, [/\bdrop\s{1,4}(?:user|role|owned|tablespace|login|server)\b/i], 55],
  [
    "command.remote_code",
    sqlClients,
    [
      /\bcopy\b.{0,200}\b(?:to|from) program\b|\bxp_cmdshell\b|\bsys_(?:exec|eval)\(|\blanguage plpython3?u|\bload_extension\(|^\.shell\b|\s\.shell\s|\\!\s?\S|dbms_scheduler/i,
    ],
    82,
  ],
  ["command.exfiltration", sqlClients, [/\binto (?:outfile|dumpfile)\s/i, /\/var\/www|\/etc\/|\.php|\/tmp\//i], 62],
  [
    "command.credential_access",
    sqlClients,
    [
      /\bload_file\(|\bpg_read_file\(|\bfrom (?:mysql\.user|pg_(?:shadow|authid))|lo_import\(["']\/etc|openrowset\(bulk/i,
    ],
    55,
  ],
  ["command.destroy", "mongo mongosh", [/getDBNames|\.drop(?:All)?Users?\(|dropAllUsersFromDatabase/], 80],
  [
    "command.persistence",
    "redis-cli keydb-cli valkey-cli",
    [/config set (?:dir|dbfilename)\b/i, /\.ssh|authorized_keys|cron|\/etc|\/root|www|\.so\b|\.php/i],
    82,
  ],
  [
    "command.remote_code",
    "redis-cli keydb-cli valkey-cli",
    [/\bmodule load\b|\b(?:slaveof|replicaof) (?!no\b)\S/i],
    72,
  ],
  [
    "command.destroy",
    "redis-cli keydb-cli valkey-cli",
    [/\b(?:shutdown nosave|swapdb|debug (?:segfault|crash))\b|(?:^|\s)(?:del|unlink)$/i],
    48,
  ],
  ["command.cover_up", "redis-cli", [/config set (?:protected-mode no|requirepass ["']{0,2}$)/i], 60],
  ["command.destroy", "mysqladmin", [/\bdrop\b/], 72],
  ["command.destroy", "rabbitmqctl", [/\b(?:reset|force_reset|delete_vhost)\b/], 55],
  ["command.destroy", "rabbitmqadmin", [/^delete\b/], 52],
  ["command.destroy", "kafka-topics kafka-topics.sh kafka-consumer-groups kafka-delete-records.sh", [/--delete/], 60],
  ["command.destroy", "nats", [/^(?:stream|kv|object) (?:rm|purge|del)\b/, /-f\b|--force/], 55],
  ["command.destroy", "curl http https xh", [/-X\s?DELETE|^DELETE\s/i, /:9200\/(?:_all|\*|[\w.-]{0,60}\*)/], 66],
  ["command.destroy", "curl http https xh", [/_delete_by_query/, /match_all/], 76],
  ["command.destroy", "influx", [/^delete\b/, /1970|--start 0|drop measurement/i], 62],
  ["command.destroy", "pg_dropcluster pg_resetwal", [/./], 72],
  ["command.destroy", "pg_restore", [/--clean|-c\b/, /prod/i], 50],
  ["command.destroy", "nodetool", [/^(?:decommission|removenode|clearsnapshot|assassinate)\b/], 60],
  ["command.destroy", "hdfs hadoop", [/-rm\b.{0,20}-[rR]|-rmr\b/, /-skipTrash|\s\/\S{0,30}$/], 62],
  ["command.destroy", "ceph rados rbd", [/\b(?:osd pool (?:rm|delete)|fs rm|purge|rmpool)\b|^rm\b/], 66],
  [
    "command.destroy",
    "curl http https xh",
    [
      /-X\s?DELETE|^DELETE\s/i,
      /api\.github\.com\/repos\/[\w.-]{1,60}\/[\w.-]{1,60}(?:["'\s]|$)|gitlab\.com\/api\/v4\/projects\/[\w%.-]{1,80}(?:["'\s]|$)/,
    ],
    66,
  ],
  ["command.destroy", "cypher-shell neo4j-admin", [/detach delete|database (?:delete|drop)/i], 66, /\bwhere\b/i],
];

import { expect, test } from "vitest";
import { breaksOut } from "./breaks-out.ts";

test.each([
  "' or 1=1--",
  "1' or '1'='1",
  "1 or 1=1",
  "1/**/or/**/1=1",
  "1' /*!or*/ 1=1#",
  "admin'--",
  "1) or (1=1",
  '" or ""="',
  "' union select 1,2,3--",
  "1; exec xp_cmdshell('dir')",
  "'; drop table users--",
  "1' order by 3#",
  "' group by id having 1=1--",
  "1 and (select count(*) from users)>0",
  "'||(select 1)||'",
  "if(1=1,sleep(5),0)",
  "or 1=1",
  "http://shop.example/a?id=1 and 1=1",
  "?id=-1+or+1=1--",
  "name=x' and 'a'='a&page=2",
  "'+or+'1'='1",
  "1; create extension dblink",
  "admin' or '2' BETWEEN '1' and '3",
])("%s ends a value and goes on", (text) => {
  expect(breaksOut(text)).toBe(true);
});

test.each([
  "I can't or won't do it",
  '"yes" or "no"',
  "It's 5 o'clock; update me",
  "What's the difference between 'and' and 'or'?",
  "5 or 6?",
  "explain the 'and' operator",
  "what does '&' mean in C?",
  "what is better, ' or \" in js?",
  "https://shop.example/search?q=it%27s&sort=asc",
  "3 -- three",
  "SELECT name FROM users WHERE id = 1",
  "How do I drop a table in SQL?",
  "let x = 'a' || 'b';",
  "git commit -m 'fix' && git push",
  "O'Brien",
  "users' data and others' data",
  "const a = b && c; // ok",
  "return names.join('/') || '.';",
  "if (name[0] === '/') {",
  "import { join } from '../path.js';",
  "sys.exit(2)",
  "timeout || 30 * 1000",
  "SELECT a FROM b WHERE c = 3 AND d > 4; -- only the new ones",
  "select id from a where x = 1 union all select id from b where x = 1",
  "SELECT 1 UNION SELECT 2",
])("%s does not", (text) => {
  expect(breaksOut(text)).toBe(false);
});

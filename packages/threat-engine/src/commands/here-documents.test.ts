import { describe, expect, test } from "vitest";
import { findDangerousCalls } from "./dangerous-calls.ts";
import { withoutDocuments } from "./here-documents.ts";

function rules(command: string): readonly string[] {
  return findDangerousCalls(JSON.stringify({ command }), "bash").map(({ rule }) => rule.id);
}

describe("documents that are only written to a file", () => {
  test.each([
    "cat > notes.md <<'EOF'\nrm -rf /\nEOF",
    "mkdir -p docs && cat > docs/a.sh <<'EOF'\nrm -rf /etc\nEOF\ngit add docs",
    "cat <<EOF > Dockerfile\nRUN rm -rf /var/lib/apt\nEOF",
    "tee conf.yml <<-EOF\nrm -rf /\n\tEOF\nls",
  ])("%j is no danger", (command) => {
    expect(rules(command)).toEqual([]);
  });

  test.each([
    ["the file is run", "cat > a.sh <<'EOF'\nrm -rf /etc\nEOF\nbash a.sh"],
    ["whatever stands there is run", "cat > a.sh <<'EOF'\nrm -rf /etc\nEOF\nchmod +x *"],
    ["a pattern names it", "cat > note1 <<'EOF'\nrm -rf /etc\nEOF\nbash not?1"],
    ["its name is cut by quotes", "cat > note1 <<'EOF'\nrm -rf /etc\nEOF\nbash no''te1"],
    ["its module is run", "cat > job.py <<'EOF'\nrm -rf /etc\nEOF\npython3 -m job"],
    ["a shell waits for it", "mkfifo p1\nbash p1 &\ncat > p1 <<'EOF'\nrm -rf /etc\nEOF"],
    ["a shell waits for it in the same line", "bash p1 & sleep 1; cat > p1 <<'EOF'\nrm -rf /etc\nEOF"],
    ["a shell runs it between two others", "cat > a.sh <<'A'\nrm -rf /etc\nA\nsh a.sh\ncat > b <<'B'\nx\nB\nls"],
    ["another document says who runs it", "cat > a.sh <<'A'\nrm -rf /etc\nA\ncat > b <<'B'\nsh a.sh\nB\nsh b"],
    ["its lines are shifted", "cat > a.sh <<-A\nrm -rf /etc\n\tA\nsh a.sh"],
    ["the project runs it", "cat > package.json <<'EOF'\nrm -rf /etc\nEOF\nnpm test"],
    ["a shell reads it", "bash <<'EOF'\nrm -rf /etc\nEOF"],
    ["it is piped on", "cat <<'EOF' | sh\nrm -rf /etc\nEOF"],
    ["the shell runs a part of it", "cat > a.txt <<EOF\n$(rm -rf /etc)\nEOF"],
    ["it never ends", "cat > a.txt <<'EOF'\nrm -rf /etc"],
    ["another command follows in the line", "cat > a.txt <<'EOF'; rm -rf /etc\nEOF"],
    ["the command goes on behind it", "cat > a.txt <<'EOF'\nhello\nEOF\nrm -rf /etc"],
    ["it is a script of another language", "python3 - <<'EOF'\nimport shutil\nshutil.rmtree('/home')\nEOF"],
    ["such a script starts a command", "python3 <<EOF\nimport os\nos.system('rm -rf /var/lib/mysql')\nEOF"],
  ])("still told when %s", (_, command) => {
    expect(rules(command)).toContain("command.destroy");
  });
});

test("the rest of the command stays as it is", () => {
  expect(withoutDocuments("cat > note <<'X'\none\ntwo\nX\nls b")).toBe("cat > note <<'X'\nX\nls b");
  expect(withoutDocuments("echo $((1 << 2))")).toBe("echo $((1 << 2))");
});

test("a command of documents without end is looked at a bounded number of times", () => {
  const open = "cat > a <<'X'\n".repeat(30_000);
  expect(withoutDocuments(open)).toBe(open);
});

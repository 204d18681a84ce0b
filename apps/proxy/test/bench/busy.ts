import { cpus } from "node:os";

/** From here on times say more about the other work than about what is measured. */
const muchOther = 0.1;

/** Says how busy the machine is with other work, if it is; to be called before anything is started. */
export async function tellOtherWork(): Promise<void> {
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const after = times();
  const share = (after.busy - before.busy) / (after.all - before.all);
  if (share > muchOther) {
    console.log(`other work takes ${(share * 100).toFixed(0)} % of the processors: do not trust the times below`);
  }
}

function times(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times: spent } of cpus()) {
    const sum = Object.values(spent).reduce((one, other) => one + other, 0);
    all += sum;
    busy += sum - spent.idle;
  }
  return { busy, all };
}

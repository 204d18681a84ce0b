// Says its process id and that it runs; ends with code 7 when it is told to.
process.on("SIGTERM", () => process.exit(7));
setInterval(() => {}, 1000);
process.stdout.write(`${process.pid}\n`);

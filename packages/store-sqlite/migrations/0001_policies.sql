CREATE TABLE `policies` (
	`id` integer PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`level` text NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`document` text,
	`hash` text,
	`author` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`mac` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `policies_by_layer` ON `policies` (`level`,`name`,`version`);
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY NOT NULL,
	`record` text NOT NULL,
	`timestamp` integer GENERATED ALWAYS AS (json_extract(record, '$.timestamp')) VIRTUAL,
	`user_id` text GENERATED ALWAYS AS (json_extract(record, '$.user_id')) VIRTUAL,
	`provider` text GENERATED ALWAYS AS (json_extract(record, '$.provider')) VIRTUAL,
	`action` text GENERATED ALWAYS AS (json_extract(record, '$.action')) VIRTUAL,
	`risk_score` integer GENERATED ALWAYS AS (json_extract(record, '$.risk_score')) VIRTUAL,
	`blocked` integer GENERATED ALWAYS AS (json_extract(record, '$.blocked')) VIRTUAL,
	`request_id` text GENERATED ALWAYS AS (json_extract(record, '$.request_id')) VIRTUAL,
	`event` text GENERATED ALWAYS AS (json_extract(record, '$.event')) VIRTUAL,
	`phase` text GENERATED ALWAYS AS (json_extract(record, '$.phase')) VIRTUAL,
	`decision` text GENERATED ALWAYS AS (json_extract(record, '$.decision')) VIRTUAL,
	`model` text GENERATED ALWAYS AS (json_extract(record, '$.model')) VIRTUAL
);
--> statement-breakpoint
CREATE TABLE `audit_notes` (
	`id` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`note` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_segments` (
	`segment` integer PRIMARY KEY NOT NULL,
	`first_seq` integer NOT NULL,
	`header` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `identity_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`device` text,
	`last4` text NOT NULL,
	`scopes` text NOT NULL,
	`providers` text NOT NULL,
	`path` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer,
	`rotated_from` text,
	`lookup_kid` text NOT NULL,
	`digest` text NOT NULL,
	`mac` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identity_tokens_digest_unique` ON `identity_tokens` (`digest`);--> statement-breakpoint
CREATE INDEX `identity_tokens_by_user` ON `identity_tokens` (`user_id`);--> statement-breakpoint
CREATE INDEX `identity_tokens_by_predecessor` ON `identity_tokens` (`rotated_from`);--> statement-breakpoint
CREATE TABLE `teams` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`mac` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant` text NOT NULL,
	`email` text NOT NULL,
	`name` text,
	`role` text NOT NULL,
	`team` text,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer NOT NULL,
	`mac` text NOT NULL,
	FOREIGN KEY (`team`) REFERENCES `teams`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
CREATE INDEX `users_by_team` ON `users` (`team`);--> statement-breakpoint
CREATE INDEX `users_by_role` ON `users` (`role`);--> statement-breakpoint
CREATE TABLE `usage` (
	`day` text NOT NULL,
	`user_id` text NOT NULL,
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`requests` integer NOT NULL,
	`tokens_in` integer NOT NULL,
	`tokens_out` integer NOT NULL,
	PRIMARY KEY(`user_id`, `day`, `provider`, `model`)
);
--> statement-breakpoint
CREATE TABLE `counters` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `keyset` (
	`id` integer PRIMARY KEY NOT NULL,
	`store_id` text NOT NULL,
	`seq` integer NOT NULL,
	`content` text NOT NULL,
	CONSTRAINT "one_keyset" CHECK("keyset"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE `oauth_tokens` (
	`user_id` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`selected` integer NOT NULL,
	`scopes` text NOT NULL,
	`access_token_encrypted` text,
	`refresh_token_encrypted` text,
	`id_token_encrypted` text,
	`api_key_encrypted` text,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`last_refresh_at` integer,
	`refresh_failures` integer NOT NULL,
	`generation` integer NOT NULL,
	`display_name` text,
	`client_id` text,
	`mac` text NOT NULL,
	PRIMARY KEY(`user_id`, `provider`, `account`, `tenant`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `oauth_tokens_id_unique` ON `oauth_tokens` (`id`);--> statement-breakpoint
CREATE TABLE `token_journal` (
	`user_id` text NOT NULL,
	`provider` text NOT NULL,
	`account` text NOT NULL,
	`tenant` text NOT NULL,
	`entry` text NOT NULL,
	PRIMARY KEY(`user_id`, `provider`, `account`, `tenant`)
);

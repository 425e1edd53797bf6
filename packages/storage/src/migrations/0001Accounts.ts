import type { Migration } from "./Migration.ts"

/** People, their API keys, what they used, and what they did to their accounts. */
export const accounts: Migration = {
  id: 1,
  name: "accounts",
  statements: [
    `create table users (
      id text primary key,
      issuer text not null,
      subject text not null,
      name text,
      email text,
      -- What the audit trail calls the person, whom it outlives.
      pseudonym uuid not null unique,
      created_at timestamptz(3) not null,
      last_seen_at timestamptz(3) not null,
      blocked_at timestamptz(3),
      unique (issuer, subject)
    )`,
    `create index users_by_last_seen on users (last_seen_at desc, id desc)`,
    `create index users_blocked on users (id) where blocked_at is not null`,
    `create table api_keys (
      id uuid primary key,
      owner text not null references users on delete cascade,
      name text not null,
      hash text not null unique,
      prefix text not null,
      scopes text[] not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3),
      last_used_at timestamptz(3)
    )`,
    `create index api_keys_by_owner on api_keys (owner, created_at desc, id desc)`,
    `create table usage (
      owner text not null references users on delete cascade,
      day date not null,
      runs integer not null,
      processor_ms bigint not null,
      primary key (owner, day)
    )`,
    `create table audit_trail (
      id uuid primary key,
      at timestamptz(3) not null,
      -- A pseudonym: no reference, since entries stay when the person is deleted.
      actor uuid not null,
      action text not null,
      object text
    )`,
    `create index audit_trail_by_actor on audit_trail (actor, at desc, id desc)`,
    `create index audit_trail_by_time on audit_trail (at desc, id desc)`
  ]
}

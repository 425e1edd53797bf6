import type { Migration } from "./Migration.ts"

/** The runs of people. */
export const history: Migration = {
  id: 3,
  name: "history",
  statements: [
    `create table programs (
      owner text not null references users on delete cascade,
      -- SHA-256 of language, code and extras.
      hash bytea not null,
      code text not null,
      extras text not null,
      primary key (owner, hash)
    )`,
    `create table runs (
      id uuid primary key,
      owner text not null references users on delete cascade,
      job text not null,
      attempt integer not null,
      way text not null,
      language text not null,
      program bytea,
      status text not null,
      submitted_at timestamptz(3) not null,
      started_at timestamptz(3),
      ended_at timestamptz(3),
      duration_ms double precision,
      memory_bytes bigint,
      exit_code integer,
      error text,
      -- The whole result as JSON text: output may contain NUL.
      result text,
      -- Of program and result, for the retention.
      bytes integer not null,
      snippet uuid references snippets on delete set null,
      unique (owner, job),
      foreign key (owner, program) references programs
    )`,
    `create index runs_by_owner on runs (owner, submitted_at desc, id desc)`,
    `create index runs_by_program on runs (owner, program)`,
    `create index runs_by_snippet on runs (snippet) where snippet is not null`,
    `create index runs_by_time on runs (submitted_at)`
  ]
}

import type { Migration } from "./Migration.ts"

/** Saved programs and their versions. */
export const library: Migration = {
  id: 2,
  name: "library",
  statements: [
    `create table snippets (
      id uuid primary key,
      owner text not null references users on delete cascade,
      slug text not null unique,
      title text not null,
      language text not null,
      code text not null,
      -- Files, input and arguments as JSON text: jsonb cannot hold the NUL that an input may contain.
      extras text not null,
      description text not null,
      tags text[] not null,
      visibility text not null check (visibility in ('private', 'unlisted', 'public')),
      is_starred boolean not null default false,
      execution_count integer not null default 0,
      last_execution_at timestamptz(3),
      time_complexity text,
      space_complexity text,
      version integer not null default 1,
      is_autosaved boolean not null default false,
      bytes integer not null,
      is_fork boolean not null default false,
      -- A restore writes forks before their origins.
      origin uuid references snippets on delete set null deferrable,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      deleted_at timestamptz(3),
      hidden_at timestamptz(3)
    )`,
    `create index snippets_by_owner on snippets (owner, updated_at desc, id desc) where deleted_at is null`,
    `create index snippets_deleted_by_owner on snippets (owner, updated_at desc, id desc) where deleted_at is not null`,
    `create index snippets_sizes on snippets (owner) include (bytes, deleted_at)`,
    `create index snippets_deleted on snippets (deleted_at) where deleted_at is not null`,
    `create index snippets_by_origin on snippets (origin) where origin is not null`,
    `create table snippet_versions (
      snippet uuid not null references snippets on delete cascade,
      version integer not null,
      title text not null,
      language text not null,
      code text not null,
      extras text not null,
      is_autosaved boolean not null,
      bytes integer not null,
      created_at timestamptz(3) not null,
      primary key (snippet, version)
    )`,
    `create table reports (
      id uuid primary key,
      snippet uuid not null references snippets on delete cascade,
      reporter text references users on delete set null,
      reason text not null,
      at timestamptz(3) not null,
      handled_at timestamptz(3)
    )`,
    `create index reports_open on reports (at desc, id desc) where handled_at is null`,
    `create index reports_by_snippet on reports (snippet)`,
    `create index reports_by_reporter on reports (reporter) where reporter is not null`
  ]
}

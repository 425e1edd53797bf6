delete from api_keys where id = $1 and owner = $2 returning id;

delete from programs where owner = $1;

delete from programs where owner = $1 and hash = $2 and not exists (select from runs where owner = $3 and program = $4);

delete from reports where snippet = $1 and reporter = $2 and handled_at is null;

delete from runs where id = $1 and owner = $2 returning owner, program;

delete from runs where owner = $1 and id in ( select id from ( select id, row_number() over latest as number, sum(bytes) over latest as total from runs where owner = $2 window latest as (order by submitted_at desc, id desc) ) as kept where number > $3 or total > $4 ) returning owner, program;

delete from runs where owner = $1 returning owner, program;

delete from snippet_versions where snippet = $1 and version in ( select version from ( select version, row_number() over latest as number, sum(bytes) over latest as total from snippet_versions where snippet = $2 window latest as (order by version desc) ) as kept where number > $3 or (total > $4 and number > 3) );

delete from snippets where id in ( select id from ( select id, row_number() over latest as number, sum(bytes) over latest as total from snippets where owner = $1 and id is distinct from $2::uuid and deleted_at is not null window latest as (order by deleted_at desc, id desc) ) as deleted where number > $3 or total > $4 );

delete from snippets where id in ( select id from snippets where deleted_at < $1 order by deleted_at limit $2 ) returning id;

delete from users where id = $1 returning id;

insert into api_keys ("id","owner","name","hash","prefix","scopes","created_at","expires_at") VALUES ($1,$2,$3,$4,$5,$6,$7,$8) returning id, owner, name, hash, prefix, scopes, created_at, expires_at, last_used_at;

insert into audit_trail (id, at, actor, action, object) select $1::uuid, $2::timestamptz, pseudonym, $3, $4::text from users where id = $5;

insert into audit_trail (id, at, actor, action, object) select $1::uuid, $2::timestamptz, pseudonym, $3, (select pseudonym::text from users where id = $4) from users where id = $5;

insert into audit_trail (id, at, actor, action, object) select $1::uuid, $2::timestamptz, pseudonym, $3, null from users where id = $4;

insert into programs (owner, hash, code, extras) values ($1, $2, $3, $4) on conflict (owner, hash) do nothing;

insert into reports (id, snippet, reporter, reason, at) values ($1::uuid, $2, (select id from users where id = $3), $4, $5);

insert into runs ("id","owner","job","attempt","way","language","program","status","submitted_at","started_at","snippet","bytes","duration_ms","memory_bytes","exit_code","error","result","ended_at") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18) on conflict (owner, job) do update set attempt = greatest(runs.attempt, excluded.attempt), program = coalesce(runs.program, excluded.program), snippet = coalesce(runs.snippet, excluded.snippet), submitted_at = least(runs.submitted_at, excluded.submitted_at), started_at = coalesce(least(runs.started_at, excluded.started_at), runs.started_at, excluded.started_at), bytes = runs.bytes + excluded.bytes, status = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.status else runs.status end, ended_at = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.ended_at else runs.ended_at end, duration_ms = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.duration_ms else runs.duration_ms end, memory_bytes = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.memory_bytes else runs.memory_bytes end, exit_code = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.exit_code else runs.exit_code end, error = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.error else runs.error end, result = case when (case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end = 4 and case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 or case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end < 4 and (excluded.attempt, case when excluded.result is not null or excluded.status = 'cancelled' then 4 when excluded.status = 'failed' then 3 when excluded.status in ('dropped', 'unavailable') then 2 when excluded.status = 'running' then 1 else 0 end) > (runs.attempt, case when runs.result is not null or runs.status = 'cancelled' then 4 when runs.status = 'failed' then 3 when runs.status in ('dropped', 'unavailable') then 2 when runs.status = 'running' then 1 else 0 end)) then excluded.result else runs.result end;

insert into snippet_versions (snippet, version, title, language, code, extras, is_autosaved, bytes, created_at) select id, version, title, language, code, extras, is_autosaved, bytes, updated_at from snippets where id = $1;

insert into snippets ("title","language","code","extras","description","tags","visibility","time_complexity","space_complexity","bytes","id","owner","slug","is_fork","origin","created_at","updated_at") VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17);

insert into usage (owner, day, runs, processor_ms) select id, $1::date, $2::integer, $3::bigint from users where id = $4 for key share on conflict (owner, day) do update set runs = usage.runs + excluded.runs, processor_ms = usage.processor_ms + excluded.processor_ms;

insert into users ("id","issuer","subject","name","email","pseudonym","created_at","last_seen_at") VALUES ($1,$2,$3,$4,$5,$6,$7,$8) on conflict (id) do update set name = excluded.name, email = excluded.email, last_seen_at = greatest(users.last_seen_at, excluded.last_seen_at) returning id, issuer, subject, name, email, created_at, last_seen_at, blocked_at;

select * from ( select s.version, s.title, s.language, s.is_autosaved, s.updated_at as created_at , s.code, s.extras from snippets s where s.id = $1 and s.owner = $2 union all select v.version, v.title, v.language, v.is_autosaved, v.created_at , v.code, v.extras from snippet_versions v join snippets s on s.id = v.snippet where v.snippet = $3 and s.owner = $4) as versions where version = $5;

select bytes from snippets where id = $1 and owner = $2 and deleted_at is not null;

select count(*)::integer as keys from api_keys where owner = $1;

select count(*)::integer as reports from reports where snippet = $1 and handled_at is null;

select count(*)::integer as snippets, coalesce(sum(bytes), 0)::double precision as bytes from snippets where owner = $1 and deleted_at is null;

select count(*)::integer as snippets, coalesce(sum(bytes), 0)::integer as bytes from snippets where owner = $1 and id is distinct from $2::uuid and deleted_at is null;

select from snippets where id = $1 for no key update;

select id from users where "id" IN ($1) order by id for share;

select id from users where blocked_at is not null order by id;

select id from users where id = $1 for no key update;

select id from users where id = $1 for update;

select id, at, actor, action, object from audit_trail where (actor = (select pseudonym from users where id = $1) AND (at, id) < ($2::timestamptz, $3::uuid)) order by at desc, id desc limit $4;

select id, at, actor, action, object from audit_trail where (at, id) < ($1::timestamptz, $2::uuid) order by at desc, id desc limit $3;

select id, at, actor, action, object from audit_trail where 1=1 order by at desc, id desc limit $1;

select id, issuer, subject, name, email, created_at, last_seen_at, blocked_at from users order by last_seen_at desc, id desc limit $1;

select id, issuer, subject, name, email, created_at, last_seen_at, blocked_at from users where (last_seen_at, id) < ($1::timestamptz, $2) order by last_seen_at desc, id desc limit $3;

select id, issuer, subject, name, email, created_at, last_seen_at, blocked_at from users where id = $1;

select id, owner, name, hash, prefix, scopes, created_at, expires_at, last_used_at from api_keys where hash = $1;

select id, owner, name, hash, prefix, scopes, created_at, expires_at, last_used_at from api_keys where owner = $1 order by created_at desc, id desc;

select id::text from snippets where id = $1 and owner = $2;

select job from runs where owner = $1 and job = $2;

select owner as "user", day::text as day, runs, processor_ms::double precision as "processorMs" from usage where owner = $1 and day = $2::date;

select owner as "user", day::text as day, runs, processor_ms::double precision as "processorMs" from usage where owner = $1 order by usage.day desc limit $2;

select page.*, kept.snippets, kept.bytes, used.runs_today, used.processor_ms_today, used.runs, used.processor_ms from ( select id, issuer, subject, name, email, created_at, last_seen_at, blocked_at from users order by last_seen_at desc, id desc limit $1 ) as page cross join lateral ( select count(*)::integer as snippets, coalesce(sum(bytes), 0)::double precision as bytes from snippets where owner = page.id and deleted_at is null ) as kept cross join lateral ( select coalesce(sum(runs), 0)::integer as runs, coalesce(sum(processor_ms), 0)::double precision as processor_ms, coalesce(sum(runs) filter (where day = $2::date), 0)::integer as runs_today, coalesce(sum(processor_ms) filter (where day = $3::date), 0)::double precision as processor_ms_today from usage where owner = page.id and day > $4::date - 30 ) as used order by page.last_seen_at desc, page.id desc;

select page.*, kept.snippets, kept.bytes, used.runs_today, used.processor_ms_today, used.runs, used.processor_ms from ( select id, issuer, subject, name, email, created_at, last_seen_at, blocked_at from users where (last_seen_at, id) < ($1::timestamptz, $2) order by last_seen_at desc, id desc limit $3 ) as page cross join lateral ( select count(*)::integer as snippets, coalesce(sum(bytes), 0)::double precision as bytes from snippets where owner = page.id and deleted_at is null ) as kept cross join lateral ( select coalesce(sum(runs), 0)::integer as runs, coalesce(sum(processor_ms), 0)::double precision as processor_ms, coalesce(sum(runs) filter (where day = $4::date), 0)::integer as runs_today, coalesce(sum(processor_ms) filter (where day = $5::date), 0)::double precision as processor_ms_today from usage where owner = page.id and day > $6::date - 30 ) as used order by page.last_seen_at desc, page.id desc;

select r.id, r.at, r.reason, r.reporter, s.id as snippet, s.slug, s.title, s.owner from reports r join snippets s on s.id = r.snippet where r.handled_at is null and (r.at, r.id) < ($1::timestamptz, $2::uuid) order by r.at desc, r.id desc limit $3;

select r.id, r.at, r.reason, r.reporter, s.id as snippet, s.slug, s.title, s.owner from reports r join snippets s on s.id = r.snippet where r.handled_at is null order by r.at desc, r.id desc limit $1;

select r.id, r.at, r.reason, r.reporter, s.id as snippet, s.slug, s.title, s.owner from reports r join snippets s on s.id = r.snippet where r.reporter = $1 and (r.at, r.id) < ($2::timestamptz, $3::uuid) order by r.at desc, r.id desc limit $4;

select r.id, r.at, r.reason, r.reporter, s.id as snippet, s.slug, s.title, s.owner from reports r join snippets s on s.id = r.snippet where r.reporter = $1 order by r.at desc, r.id desc limit $2;

select r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms, r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet, left(p.code, 400) as preview, right(p.extras, 19) = '"runtime":"native"}' as is_native from runs r left join programs p on p.owner = r.owner and p.hash = r.program where (r.owner = $1 AND r.language = $2 AND r.status = $3 AND r.snippet = $4 AND (r.submitted_at, r.id) < ($5::timestamptz, $6::uuid)) order by r.submitted_at desc, r.id desc limit $7;

select r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms, r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet, left(p.code, 400) as preview, right(p.extras, 19) = '"runtime":"native"}' as is_native from runs r left join programs p on p.owner = r.owner and p.hash = r.program where (r.owner = $1 AND r.language = $2) order by r.submitted_at desc, r.id desc limit $3;

select r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms, r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet, left(p.code, 400) as preview, right(p.extras, 19) = '"runtime":"native"}' as is_native from runs r left join programs p on p.owner = r.owner and p.hash = r.program where (r.owner = $1 AND r.snippet = $2) order by r.submitted_at desc, r.id desc limit $3;

select r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms, r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet, left(p.code, 400) as preview, right(p.extras, 19) = '"runtime":"native"}' as is_native from runs r left join programs p on p.owner = r.owner and p.hash = r.program where (r.owner = $1 AND r.status = $2) order by r.submitted_at desc, r.id desc limit $3;

select r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms, r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet, left(p.code, 400) as preview, right(p.extras, 19) = '"runtime":"native"}' as is_native from runs r left join programs p on p.owner = r.owner and p.hash = r.program where r.owner = $1 order by r.submitted_at desc, r.id desc limit $2;

select r.id, r.job, r.way, r.language, r.status, r.submitted_at, r.started_at, r.ended_at, r.duration_ms, r.memory_bytes::double precision as memory_bytes, r.exit_code, r.error, r.snippet, p.code, p.extras, r.result from runs r left join programs p on p.owner = r.owner and p.hash = r.program where r.id = $1 and r.owner = $2;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, left(s.code, 400) as preview, right(s.extras, 19) = '"runtime":"native"}' as is_native from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where (s.owner = $3 AND s.deleted_at is not null AND s.is_starred = $4 AND s.language = $5 AND $6 = any(s.tags) AND (s.title ilike $7 or s.description ilike $8 or array_to_string(s.tags, ',') ilike $9 or s.code ilike $10) AND (s.updated_at, s.id) < ($11::timestamptz, $12::uuid)) order by s.updated_at desc, s.id desc limit $13;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, left(s.code, 400) as preview, right(s.extras, 19) = '"runtime":"native"}' as is_native from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where (s.owner = $3 AND s.deleted_at is null AND $4 = any(s.tags)) order by s.updated_at desc, s.id desc limit $5;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, left(s.code, 400) as preview, right(s.extras, 19) = '"runtime":"native"}' as is_native from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where (s.owner = $3 AND s.deleted_at is null AND (s.title ilike $4 or s.description ilike $5 or array_to_string(s.tags, ',') ilike $6 or s.code ilike $7)) order by s.updated_at desc, s.id desc limit $8;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, left(s.code, 400) as preview, right(s.extras, 19) = '"runtime":"native"}' as is_native from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where (s.owner = $3 AND s.deleted_at is null AND s.is_starred = $4) order by s.updated_at desc, s.id desc limit $5;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, left(s.code, 400) as preview, right(s.extras, 19) = '"runtime":"native"}' as is_native from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where (s.owner = $3 AND s.deleted_at is null AND s.language = $4) order by s.updated_at desc, s.id desc limit $5;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, left(s.code, 400) as preview, right(s.extras, 19) = '"runtime":"native"}' as is_native from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where (s.owner = $3 AND s.deleted_at is null) order by s.updated_at desc, s.id desc limit $4;

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, s.code, s.extras from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where s.id = $3 and (s.owner = $4 or (s.deleted_at is null and s.hidden_at is null and "s"."visibility" IN ($5)));

select s.id, s.owner, s.slug, s.title, s.language, s.description, s.tags, s.visibility, s.is_starred, s.execution_count, s.last_execution_at, s.time_complexity, s.space_complexity, s.version, s.is_fork, o.slug as origin_slug, o.title as origin_title, s.created_at, s.updated_at, s.deleted_at, s.code, s.extras from snippets s left join snippets o on o.id = s.origin and o.deleted_at is null and o.hidden_at is null and (o.visibility = 'public' or o.owner = $1 or (o.visibility = 'unlisted' and s.owner = $2)) where s.slug = $3 and (s.owner = $4 or (s.deleted_at is null and s.hidden_at is null and "s"."visibility" IN ($5,$6)));

select s.version, s.title, s.language, s.is_autosaved, s.updated_at as created_at from snippets s where s.id = $1 and s.owner = $2 union all select v.version, v.title, v.language, v.is_autosaved, v.created_at from snippet_versions v join snippets s on s.id = v.snippet where v.snippet = $3 and s.owner = $4 order by version desc;

select version, title, language, code, extras, description, tags, visibility, time_complexity, space_complexity, is_autosaved, bytes from snippets where id = $1 and owner = $2 and deleted_at is null for update;

update api_keys set last_used_at = greatest(last_used_at, $1::timestamptz) where id = $2;

update reports set handled_at = $1 where snippet = $2 and handled_at is null;

update snippets set "title" = $1, "language" = $2, "code" = $3, "extras" = $4, "description" = $5, "tags" = $6, "visibility" = $7, "time_complexity" = $8, "space_complexity" = $9, "bytes" = $10, "is_autosaved" = $11, "version" = $12, "updated_at" = $13 where id = $14;

update snippets set deleted_at = $1 where id = $2;

update snippets set deleted_at = null where id = $1;

update snippets set execution_count = execution_count + 1, last_execution_at = greatest(last_execution_at, $1::timestamptz) where id = $2 and owner = $3;

update snippets set hidden_at = coalesce(hidden_at, $1::timestamptz) where id = $2 returning id;

update snippets set hidden_at = null where id = $1 returning id;

update snippets set is_starred = $1 where id = $2 and owner = $3 and deleted_at is null returning id;

update users set blocked_at = coalesce(blocked_at, $1) where id = $2 returning id, issuer, subject, name, email, created_at, last_seen_at, blocked_at;

update users set blocked_at = null where id = $1 returning id, issuer, subject, name, email, created_at, last_seen_at, blocked_at
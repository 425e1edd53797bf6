with recursive fibonacci(n, this, next) as (
  select 1, 0, 1
  union all
  select n + 1, next, this + next from fibonacci where n < 12
)
select n, this as fibonacci from fibonacci;

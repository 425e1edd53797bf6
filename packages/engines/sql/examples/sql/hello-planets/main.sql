create table planets (name text, moons integer);
insert into planets values ('Earth', 1), ('Mars', 2), ('Jupiter', 97), ('Saturn', 274);

select name, moons, moons > avg(moons) over () as "more than most"
from planets
order by moons desc;

create table planets (name text not null);
insert into planets values ('Earth');
insert into planets values (null);

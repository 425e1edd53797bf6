import type { Example } from "../../state/Program.ts"

export const lua: ReadonlyArray<Example> = [
  {
    title: "Hello, tables",
    code: `local squares = {}
for n = 1, 5 do
  squares[n] = n * n
  print(n .. " squared is " .. squares[n])
end
print("the sum is " .. squares[1] + squares[2] + squares[3] + squares[4] + squares[5])
`
  },
  {
    title: "Read stdin",
    code: `local counts = {}
for word in io.read("a"):gmatch("%S+") do
  counts[word] = (counts[word] or 0) + 1
end
for word, count in pairs(counts) do
  print(count, word)
end
`,
    stdin: "to be or not to be"
  },
  {
    title: "An error",
    code: `local function mean(numbers)
  if #numbers == 0 then
    error("no numbers")
  end
  local sum = 0
  for _, n in ipairs(numbers) do
    sum = sum + n
  end
  return sum / #numbers
end

print(mean({ 1, 2, 3 }))
print(mean({}))
`
  },
  {
    title: "Several files",
    code: `local shapes = require("shapes")

print(shapes.area({ radius = 2 }))
`,
    files: [
      {
        name: "shapes.lua",
        content: `local shapes = {}

function shapes.area(circle)
  return math.pi * circle.radius ^ 2
end

return shapes
`
      }
    ]
  }
]

export const sql: ReadonlyArray<Example> = [
  {
    title: "Hello, planets",
    code: `create table planets (name text, moons integer);
insert into planets values ('Earth', 1), ('Mars', 2), ('Jupiter', 97), ('Saturn', 274);

select name, moons, moons > avg(moons) over () as "more than most"
from planets
order by moons desc;
`
  },
  {
    title: "A recursive query",
    code: `with recursive fibonacci(n, this, next) as (
  select 1, 0, 1
  union all
  select n + 1, next, this + next from fibonacci where n < 12
)
select n, this as fibonacci from fibonacci;
`
  },
  {
    title: "An error",
    code: `create table planets (name text not null);
insert into planets values ('Earth');
insert into planets values (null);
`
  }
]

export const ruby: ReadonlyArray<Example> = [
  {
    title: "Hello, blocks",
    code: `(1..5).each do |n|
  puts "#{n} squared is #{n * n}"
  sleep 0.2
end
`
  },
  {
    title: "Read stdin",
    code: `$stdin.read.split.tally.sort.each do |word, count|
  puts "#{count} #{word}"
end
`,
    stdin: "to be or not to be"
  },
  {
    title: "An error",
    code: `def mean(numbers)
  raise ArgumentError, "no numbers" if numbers.empty?

  numbers.sum.fdiv(numbers.size)
end

puts mean([1, 2, 3])
puts mean([])
`
  },
  {
    title: "Several files",
    code: `require_relative "shapes"

puts Circle.new(2).area
`,
    files: [
      {
        name: "shapes.rb",
        content: `Circle = Struct.new(:radius) do
  def area = Math::PI * radius**2
end
`
      }
    ]
  }
]

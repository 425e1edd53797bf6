local function main(n)
  local inside = 0
  for y = 0, n - 1 do
    for x = 0, n - 1 do
      local cr, ci, zr, zi, i = 2 * x / n - 1.5, 2 * y / n - 1, 0.0, 0.0, 0
      while i < 50 and zr * zr + zi * zi <= 4 do
        zr, zi, i = zr * zr - zi * zi + cr, 2 * zr * zi + ci, i + 1
      end
      if i == 50 then
        inside = inside + 1
      end
    end
  end
  print(inside)
end
main(200)

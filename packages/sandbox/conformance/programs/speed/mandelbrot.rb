def main(n)
  inside = 0
  n.times do |y|
    n.times do |x|
      cr, ci, zr, zi, i = 2.0 * x / n - 1.5, 2.0 * y / n - 1, 0.0, 0.0, 0
      while i < 50 && zr * zr + zi * zi <= 4
        zr, zi, i = zr * zr - zi * zi + cr, 2 * zr * zi + ci, i + 1
      end
      inside += 1 if i == 50
    end
  end
  puts inside
end
main(200)

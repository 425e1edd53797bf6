Circle = Struct.new(:radius) do
  def area = Math::PI * radius**2
end

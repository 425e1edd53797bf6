# Prints the names of Ruby's standard library as JSON.
require "json"

public_names = ->(names) { names.map(&:to_s).grep(/\A[A-Za-z]\w*[?!]?\z/).sort.uniq }
keywords = %w[BEGIN END alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or
  redo rescue retry return self super then true undef unless until when while yield]
constants = Object.constants.reject { |name| name.to_s.match?(/\ARUBY|\AARGV\z|\ADidYouMean|\AGem|\ARbConfig|\AErrorHighlight/) }
members = {}
constants.each do |name|
  value = Object.const_get(name)
  next unless value.is_a?(Module)
  own = public_names.(value.singleton_methods(false) + value.constants(false))
  own = (["new"] + own).sort.uniq if value.is_a?(Class)
  members[name] = own unless own.empty? || own == ["new"] && value <= Exception
end
methods = [String, Array, Hash, Integer, Float, Range, Symbol, Proc, Enumerable, Comparable].flat_map { |kind| kind.instance_methods(false) }
puts JSON.generate(
  names: public_names.(keywords + Kernel.private_instance_methods(false) + constants),
  modules: %w[json set time date digest erb optparse ostruct securerandom stringio strscan tempfile bigdecimal forwardable singleton observer matrix prime tsort].select { |name|
    begin
      require name
      true
    rescue LoadError
      false
    end
  }.sort,
  members: members.sort.to_h,
  methods: public_names.(methods + Object.instance_methods)
)

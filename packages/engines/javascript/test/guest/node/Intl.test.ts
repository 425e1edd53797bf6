import { sameAsNode } from "../../SameAsNode.ts"

sameAsNode("numbers", [
  `try { console.log((0).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((-0).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((1234567.891).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((1e21).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((1e-7).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((NaN).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((Infinity).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((-1234.5).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((0.5).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((999).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((123456789012345680000).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((1234.5).toLocaleString('en-US',{style:'currency',currency:'USD'})) } catch (e) { console.log(e.name, e.message) }
try { console.log((1234.5).toLocaleString('de-DE')) } catch (e) { console.log(e.name, e.message) }
try { console.log((0.256).toLocaleString(undefined,{style:'percent'})) } catch (e) { console.log(e.name, e.message) }
try { console.log((12).toLocaleString('en-US',{minimumIntegerDigits:4,useGrouping:false})) } catch (e) { console.log(e.name, e.message) }
try { console.log((1234567).toLocaleString('en-IN')) } catch (e) { console.log(e.name, e.message) }
try { console.log((1e6).toLocaleString('en',{notation:'compact'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(123456789n.toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log([1234.5, 2e6].toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log((5).toLocaleString('xx-invalid-locale-zz9999999999')) } catch (e) { console.log(e.name, e.message) }
try { console.log((5).toLocaleString('en',{style:'currency'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(Number.prototype.toLocaleString.call('x')) } catch (e) { console.log(e.name, e.message) }
try { console.log((3).toLocaleString('ar-EG')) } catch (e) { console.log(e.name, e.message) }
try { console.log((16).toLocaleString('en-US',{style:'unit',unit:'liter'})) } catch (e) { console.log(e.name, e.message) }`
])

sameAsNode("dates", [
  `const d = new Date(Date.UTC(2024, 0, 5, 15, 4, 5)); try { console.log(d.toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleDateString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleTimeString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleDateString('en-US',{weekday:'long',year:'numeric',month:'long',day:'numeric'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleTimeString('en-GB',{timeZone:'America/New_York'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleDateString('de-DE')) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleString('en-US',{hour12:false})) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleTimeString([],{hour:'2-digit',minute:'2-digit'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleDateString(undefined,{dateStyle:'medium'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleString('fr-FR',{timeZone:'Asia/Tokyo',timeZoneName:'short'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Date(NaN).toLocaleString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleDateString('en-CA')) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleString('en-US',{timeZone:'Mars/One'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toLocaleDateString('ja-JP',{era:'long'})) } catch (e) { console.log(e.name, e.message) }
try { console.log(String(d)) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toTimeString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toDateString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d + 1) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toUTCString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(d.toISOString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Date(NaN) + '') } catch (e) { console.log(e.name, e.message) }`
])

sameAsNode("comparisons and cases", [
  `try { console.log(['b','a','C','é','z','Z','1','10','2','_','-',' ',''].sort((x,y)=>x.localeCompare(y))) } catch (e) { console.log(e.name, e.message) }
try { console.log(['a10','a9'].sort((x,y)=>x.localeCompare(y,undefined,{numeric:true}))) } catch (e) { console.log(e.name, e.message) }
try { console.log('a'.localeCompare('A',undefined,{sensitivity:'base'})) } catch (e) { console.log(e.name, e.message) }
try { console.log('a'.localeCompare('b')) } catch (e) { console.log(e.name, e.message) }
try { console.log('ä'.localeCompare('z','de')) } catch (e) { console.log(e.name, e.message) }
try { console.log('ä'.localeCompare('z','sv')) } catch (e) { console.log(e.name, e.message) }
try { console.log('a'.localeCompare('a')) } catch (e) { console.log(e.name, e.message) }
try { console.log('résumé'.localeCompare('resume')) } catch (e) { console.log(e.name, e.message) }
try { console.log('a'.localeCompare('b','x-bad-y-')) } catch (e) { console.log(e.name, e.message) }
try { console.log('I'.toLocaleLowerCase('tr')) } catch (e) { console.log(e.name, e.message) }
try { console.log('i'.toLocaleUpperCase('tr')) } catch (e) { console.log(e.name, e.message) }
try { console.log('ß'.toLocaleUpperCase()) } catch (e) { console.log(e.name, e.message) }
try { console.log(['z','ä','a'].sort(new Intl.Collator('de').compare)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.Collator('sv').compare('z','ö')) } catch (e) { console.log(e.name, e.message) }
try { console.log(''.localeCompare.call(null,'a')) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.Collator().resolvedOptions()) } catch (e) { console.log(e.name, e.message) }`
])

sameAsNode("Intl", [
  `try { console.log(new Intl.NumberFormat('de-DE',{style:'currency',currency:'EUR'}).format(1234.5)) } catch (e) { console.log(e.name, e.message) }
try { console.log(Intl.NumberFormat().format(1234.5)) } catch (e) { console.log(e.name, e.message) }
try { console.log([1,2000].map(new Intl.NumberFormat('en').format)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en').formatToParts(1234.5)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en-US',{maximumFractionDigits:1}).resolvedOptions().maximumFractionDigits) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en',{minimumFractionDigits:30,maximumFractionDigits:2})) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en').format('123456789123456789123')) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en').format(10n**25n)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en').formatRange(1,5)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.DateTimeFormat('en-US').format(new Date(0))) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.DateTimeFormat('en',{dateStyle:'full',timeZone:'UTC'}).format(0)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.DateTimeFormat('en-US').formatToParts(new Date(0)).map(p=>p.type).join()) } catch (e) { console.log(e.name, e.message) }
try { console.log(Intl.DateTimeFormat().resolvedOptions().timeZone) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.DateTimeFormat('en').format(new Date(NaN))) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.PluralRules('en',{type:'ordinal'}).select(2)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.PluralRules('ru').select(3)) } catch (e) { console.log(e.name, e.message) }
try { console.log(Intl.PluralRules()) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.ListFormat('en',{style:'long',type:'conjunction'}).format(['a','b','c'])) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.ListFormat('en').format([1])) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.RelativeTimeFormat('en',{numeric:'auto'}).format(-1,'day')) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.RelativeTimeFormat('en').format(3,'lightyear')) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.DisplayNames(['en'],{type:'region'}).of('US')) } catch (e) { console.log(e.name, e.message) }
try { console.log([...new Intl.Segmenter('en',{granularity:'word'}).segment('Hi there!')].filter(s=>s.isWordLike).map(s=>s.segment)) } catch (e) { console.log(e.name, e.message) }
try { console.log([...new Intl.Segmenter().segment('👩‍👩‍👧e\\u0301')].map(s=>s.segment)) } catch (e) { console.log(e.name, e.message) }
try { console.log(Intl.getCanonicalLocales('EN-us')) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.Locale('en-Latn-US').language) } catch (e) { console.log(e.name, e.message) }
try { console.log(String(new Intl.Locale('de',{calendar:'gregory'}))) } catch (e) { console.log(e.name, e.message) }
try { console.log(Object.prototype.toString.call(Intl)) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat().toString()) } catch (e) { console.log(e.name, e.message) }
try { console.log(typeof Intl.Collator.supportedLocalesOf) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.DateTimeFormat('en',{month:'long'}).formatRange(new Date(0),new Date(5e9))) } catch (e) { console.log(e.name, e.message) }
try { console.log(new Intl.NumberFormat('en',{style:'currency',currency:'EUR'}).format(-5.555)) } catch (e) { console.log(e.name, e.message) }`,
  `let n = 0; const f = new Intl.NumberFormat('en-US', { get style() { n++; return 'percent' } }); console.log(f.format(0.5), n); console.log(Object.getOwnPropertyNames(Intl).includes('NumberFormat'), Intl)`
])

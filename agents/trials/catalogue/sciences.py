"""Of physics, of the body, and of genes."""

from collections import Counter

from agents.trials.task import any_order, each, known, rounded

_TWO = ((10, 2), (3, 4), (1.5, 6))
_EARTH = (9.81, 9.8, 9.80665, 10)

kinetic_energy = known("gives the kinetic energy", "kinetic energy, ke, kinetic", _TWO)(
    *any_order(2, lambda mass, speed: mass * speed**2 / 2)
)
potential_energy = known("gives the potential energy", "potential energy, gravitational potential energy, pe", _TWO)(
    *(lambda mass, height, g=g: mass * g * height for g in _EARTH)
)
potential_energy_of_three = known(
    "gives the potential energy", "potential energy, gravitational potential energy, pe", ((10, 9.8, 2), (3, 9.8, 4))
)(lambda mass, g, height: mass * g * height)
force = known("gives the force", "force, newton force, net force, newtons second law", _TWO, loose=True)(
    lambda mass, acceleration: mass * acceleration
)
momentum = known("gives the momentum", "momentum", _TWO)(lambda mass, speed: mass * speed)
work = known("gives the work", "work, work done, mechanical work", _TWO, loose=True)(lambda force, way: force * way)
weight = known(
    "gives the weight of a mass", "weight, weight on earth, weight force, gravity force", each(1, 10, 70), loose=True
)(*rounded(*(lambda mass, g=g: mass * g for g in _EARTH)))
density = known("gives the density", "density", _TWO, loose=True)(*any_order(2, lambda mass, volume: mass / volume))
pressure = known("gives the pressure", "pressure", _TWO, loose=True)(*any_order(2, lambda force, area: force / area))
acceleration = known(
    "gives the acceleration",
    "acceleration, average acceleration",
    ((1, 10, 2), (5, 20, 3), (10, 4, 2)),
    loose=True,
)(*any_order(3, lambda before, after, time: (after - before) / time))
voltage = known("gives the voltage", "voltage, ohms law voltage", _TWO)(
    lambda current, resistance: current * resistance
)
current = known("gives the current", "current, ohms law current, electric current", _TWO, loose=True)(
    *any_order(2, lambda voltage, resistance: voltage / resistance)
)
resistance = known("gives the resistance", "resistance, ohms law resistance", _TWO, loose=True)(
    *any_order(2, lambda voltage, current: voltage / current)
)
ohm = known("gives what Ohm's law tells", "ohms law, ohm", _TWO)(
    lambda one, other: one * other, *any_order(2, lambda one, other: one / other)
)
parallel = known(
    "gives the resistance of two in parallel",
    "parallel resistance, resistors parallel, parallel resistors, resistance parallel, total parallel resistance",
    ((2, 2), (3, 6), (10, 40)),
)(*rounded(lambda one, other: one * other / (one + other), digits=(1, 2)))
parallel_of_list = known(
    "gives the resistance of several in parallel",
    "parallel resistance, resistors parallel, parallel resistors, resistance parallel, total parallel resistance",
    each([2, 2], [3, 6], [10, 40, 8], [5]),
)(*rounded(lambda items: 1 / sum(1 / one for one in items), digits=(1, 2)))
free_fall = known(
    "gives the way of a free fall",
    "free fall, fall distance, falling distance, free fall distance, distance fallen",
    each(1, 2, 10),
)(*rounded(*(lambda time, g=g: g * time**2 / 2 for g in _EARTH)))
travel_time = known(
    "gives the time that a way takes",
    "travel time, time needed, trip time, time to travel, journey time, driving time, time for trip",
    ((100, 50), (90, 60), (7, 2)),
)(*any_order(2, lambda way, speed: way / speed))
distance_travelled = known(
    "gives the way that is travelled",
    "distance travelled, distance traveled, travel distance, distance covered, way travelled, distance driven",
    ((100, 2), (90, 3), (7, 2)),
)(lambda speed, time: speed * time)
fuel = known(
    "tells what fuel is used",
    "fuel consumption, fuel efficiency, mpg, miles per gallon, km per liter, liters per 100 km, fuel economy, "
    "gas mileage, l per 100 km, litres per 100km",
    ((500, 40), (100, 8), (300, 10)),
)(*any_order(2, lambda way, fuel: way / fuel, lambda way, fuel: fuel / way * 100), lambda way, fuel: way * fuel / 100)
max_heart_rate = known(
    "gives the greatest heart rate for an age",
    "max heart rate, maximum heart rate, max hr, maximal heart rate",
    each(20, 30, 45),
)(
    lambda age: 220 - age,
    *rounded(lambda age: 208 - 0.7 * age, lambda age: 206.9 - 0.67 * age, lambda age: 211 - 0.64 * age),
)
_KINDS = tuple(
    (thin, normal, more, most)
    for thin in ("Underweight", "Thin")
    for normal in ("Normal", "Normal weight", "Healthy", "Healthy weight")
    for more in ("Overweight",)
    for most in ("Obese", "Obesity")
)
bmi_category = known(
    "tells what a body mass index says",
    "bmi category, bmi class, bmi status, category, classify bmi, bmi classification, "
    "weight category, interpret bmi, bmi level",
    each(17, 22, 27, 35, 18.5, 25, 30),
    loose=True,
)(
    *(
        lambda bmi, kinds=kinds, form=form: form(kinds[(bmi >= 18.5) + (bmi >= 25) + (bmi >= 30)])
        for kinds in _KINDS
        for form in (str, str.lower, str.upper, str.title)
    )
)
_COMPLEMENT = str.maketrans("ACGT", "TGCA")
to_rna = known(
    "turns DNA into RNA",
    "to rna, dna to rna, transcribe, transcription, rna, dna rna, transcribe dna, dna transcription",
    each("G", "ATGC", "GATTACA"),
)(
    lambda dna: dna.replace("T", "U"),
    lambda dna: dna.translate(_COMPLEMENT).replace("T", "U"),
    lambda dna: dna.translate(_COMPLEMENT).replace("T", "U")[::-1],
)
to_dna = known(
    "turns RNA into DNA", "to dna, rna to dna, reverse transcribe, back transcribe", each("G", "AUGC", "GAUUACA")
)(
    lambda rna: rna.replace("U", "T"),
    lambda rna: rna.replace("U", "T").translate(_COMPLEMENT),
    lambda rna: rna.replace("U", "T").translate(_COMPLEMENT)[::-1],
)
reverse_complement = known(
    "gives the other strand backwards",
    "reverse complement, rev comp, revcomp, reverse complement dna, dna reverse complement",
    each("A", "AAC", "GATTACA"),
)(lambda dna: dna.translate(_COMPLEMENT)[::-1])
complement = known(
    "gives the other strand",
    "complement, dna complement, dna strand, complement strand, complementary strand, complement dna, dna pair, "
    "complementary dna",
    each("A", "AAC", "GATTACA", "ATTGC"),
)(lambda dna: dna.translate(_COMPLEMENT), lambda dna: dna.translate(_COMPLEMENT)[::-1])
gc_content = known(
    "gives the share of G and C",
    "gc content, gc percentage, gc ratio, gc percent, gc, gc fraction, compute gc",
    each("GC", "ATGC", "AATT", "GGGA", "GAT"),
)(
    *rounded(
        lambda dna: 100 * (dna.count("G") + dna.count("C")) / len(dna),
        lambda dna: (dna.count("G") + dna.count("C")) / len(dna),
    ),
    lambda dna: dna.count("G") + dna.count("C"),
)
count_bases = known(
    "counts the bases of DNA",
    "count nucleotides, nucleotide counts, count bases, nucleotide count, count dna, count nucleotide, base counts, "
    "count dna nucleotides, nucleotide frequency, base count, dna count",
    each("A", "AAC", "GATTACA"),
)(
    lambda dna: {one: dna.count(one) for one in "ACGT"},
    lambda dna: [dna.count(one) for one in "ACGT"],
    lambda dna: " ".join(str(dna.count(one)) for one in "ACGT"),
    Counter,
    lambda dna: [dna.count(one) for one in "ATGC"],
    lambda dna: [dna.count(one) for one in "ATCG"],
)
is_dna = known(
    "tells whether a text is DNA",
    "is dna, is valid dna, valid dna, is dna sequence, is valid sequence, is valid dna sequence",
    each("A", "ACGT", "ACGX", "HELLO", "UAG"),
)(lambda text: set(text) <= set("ACGT"))

// The people and places, the work and the plans.

struct Place { let zone: String, city: String, offset: Int, latitude: Int, longitude: Int }

let places = [
  Place(zone: "America/New_York", city: "Boston", offset: -4, latitude: 42_360_082, longitude: -71_058_880),
  Place(zone: "America/Chicago", city: "Chicago", offset: -5, latitude: 41_878_114, longitude: -87_629_798),
  Place(zone: "Europe/London", city: "Leeds", offset: 1, latitude: 53_800_755, longitude: -1_549_077),
  Place(zone: "Europe/Rome", city: "Turin", offset: 2, latitude: 45_070_312, longitude: 7_686_856),
  Place(zone: "Asia/Tokyo", city: "Nagoya", offset: 9, latitude: 35_181_446, longitude: 136_906_398),
  Place(
    zone: "America/Los_Angeles", city: "Oakland", offset: -7, latitude: 37_804_364, longitude: -122_271_114),
]

struct Provider { let id: String, name: String, kind: String, place: Int }

let providers: [Provider] = [
  ("Marta's Garage", "workshop", 0), ("Officina Verdi", "workshop", 3), ("Lakeside Auto", "workshop", 1),
  ("Pennine Motors", "workshop", 2), ("Sakae Service", "workshop", 4), ("Bayview Repair", "workshop", 5),
  ("Tom Reilly", "independent", 0), ("Luca Bianchi", "independent", 3), ("Priya Nair", "independent", 2),
  ("Sam Ortiz", "independent", 1), ("Kenji Mori", "independent", 4), ("Northline Cars", "broker", 1),
  ("Fair Deal Autos", "broker", 0), ("Casa Auto", "broker", 3), ("Harbor Brokers", "broker", 5),
].enumerated().map { Provider(id: "p-\(padded($0 + 1, 2))", name: $1.0, kind: $1.1, place: $1.2) }

let brokers = providers.filter { $0.kind == "broker" }
let garages = providers.filter { $0.kind != "broker" }
let workshops = providers.filter { $0.kind == "workshop" }

struct Technician { let id: String, name: String, shop: Provider, skills: [String] }

let technicians: [Technician] = [
  ("Rosa Delgado", 0, "brakes diagnostics"), ("Miles Carter", 0, "engine electrical"),
  ("Paolo Conti", 1, "brakes engine"), ("Sara Galli", 1, "hybrid electrical diagnostics"),
  ("Deshawn Price", 2, "brakes tires"), ("Anna Kowalski", 2, "transmission engine"),
  ("Owen Hughes", 3, "diagnostics electrical"), ("Maeve Byrne", 3, "brakes bodywork"),
  ("Haruka Ito", 4, "hybrid diagnostics"), ("Daichi Sato", 4, "brakes engine tires"),
  ("Lena Fischer", 5, "electrical hybrid"), ("Marcus Bell", 5, "brakes diagnostics bodywork"),
].enumerated().map {
  let skills = $1.2.split(separator: " ").map(String.init)
  return Technician(id: "t-\(padded($0 + 1, 2))", name: $1.0, shop: workshops[$1.1], skills: skills)
}

enum Persona: Int { case loyal, regular, steady, occasional, rare, lapsing, buyer, chatty, storied }

struct Customer {
  let id: String, name: String, tier: String, place: Int, persona: Persona, tenant: String?
  let joined: Int
  var favorites: [String] = []
  var prompted: [String: Int] = [:]
  var vehicles: [String] = []
  var referral: (id: String, by: String)?
}

/// The characters whose story the demo tells.
let cast = [
  ("Ana Pereira", "gold", 0), ("Ben Okafor", "none", 2), ("Chiara Rossi", "silver", 3),
  ("Diego Alvarez", "none", 1), ("Emi Tanaka", "vip", 4), ("Farah Haddad", "silver", 2),
  ("Greta Lind", "gold", 3), ("Hugo Martin", "none", 0), ("Ivy Chen", "none", 0),
]
let firstNames = [
  "Noah", "Lea", "Omar", "Sofia", "Jonas", "Aiko", "Mateo", "Nadia", "Felix", "Zoe", "Tariq", "Elena", "Kofi",
  "Julia", "Ren", "Marta", "Ivan", "Amara", "Leo", "Hana",
]
let lastNames = [
  "Walker", "Costa", "Nguyen", "Keller", "Murphy", "Sato", "Garcia", "Novak", "Osei", "Brown", "Moretti",
  "Larsen", "Khan", "Dubois", "Yamada", "Silva", "Clark",
]
let makes = [
  ("Toyota", "Corolla"), ("Subaru", "Outback"), ("Fiat", "Panda"), ("Honda", "Jazz"), ("Ford", "Focus"),
  ("Volvo", "V60"), ("Mazda", "CX-5"),
]
let jobs = [
  ("oil-change", 5500, 11_900), ("brakes", 18_000, 64_000), ("tires", 28_000, 92_000),
  ("diagnostics", 8000, 16_500), ("timing-belt", 45_000, 128_000), ("battery", 11_000, 26_000),
  ("air-conditioning", 9500, 34_000), ("bodywork", 30_000, 155_000),
]
let plans: [String: (price: Int, allowance: Int)] = [
  "basic": (999, 10), "plus": (1999, 40), "fleet": (14_900, 400),
]

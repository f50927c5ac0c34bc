/// Words that other tools use for what has another name here.
enum Synonyms {
  /// A foreign word, and the names it can stand for, the likeliest first.
  private static let table: [String: [String]] = [
    "action": ["do"], "actions": ["do"], "service": ["do", "action"], "then": ["do"], "run": ["do"],
    "perform": ["do"], "execute": ["do"], "sequence": ["do", "steps"], "tasks": ["steps"], "step": ["steps"],
    "when": ["on", "if"], "trigger": ["on"], "triggers": ["on"], "platform": ["on"], "event": ["on"],
    "events": ["on"], "source": ["on"],
    "condition": ["if"], "conditions": ["if"], "where": ["if"], "filter": ["if"], "unless": ["if"],
    "expression": ["if", "value"], "match": ["if"], "guard": ["if"],
    "sleep": ["delay"], "wait": ["delay", "wait_for"], "pause": ["delay"],
    "waituntil": ["wait_for"], "waitfortrigger": ["wait_for"],
    "loop": ["repeat"], "foreach": ["for_each"], "each": ["for_each"], "switch": ["choose"],
    "case": ["choose"],
    "otherwise": ["else"], "default": ["else", "default"],
    "name": ["id", "description"], "alias": ["description", "id"], "comment": ["description"],
    "title": ["description", "title"], "summary": ["description"],
    "timezone": ["timezone"], "tz": ["timezone"], "zone": ["timezone"],
    "cron": ["every"], "schedule": ["every"], "interval": ["every"], "at": ["every"],
    "order": ["priority"], "weight": ["priority"], "salience": ["priority"],
    "params": ["with", "inputs"], "args": ["with"], "arguments": ["with"], "data": ["with", "set"],
    "parameters": ["with", "inputs"], "input": ["inputs"], "output": ["outputs"], "rules": ["rows"],
    "hitpolicy": ["hit"], "policy": ["hit"], "concurrency": ["mode"], "overlap": ["mode"],
    "columns": ["fields"], "properties": ["fields"], "attributes": ["fields"], "schema": ["fields"],
    "rate": ["percent"], "amount": ["charge"], "price": ["charge"], "minimum": ["min"], "maximum": ["max"],
    "expire": ["expires"], "ttl": ["expires"], "deadline": ["timeout"], "maxduration": ["timeout"],
    "enabled": ["rollout"], "goto": ["call"], "return": ["stop"], "exit": ["stop"], "abort": ["stop"],
    "integer": ["int"], "number": ["decimal", "double"], "float": ["double"], "boolean": ["bool"],
    "str": ["string"], "text": ["string"], "datetime": ["timestamp"], "date": ["timestamp"],
    "array": ["list"], "object": ["map"], "percentage": ["percent"], "currency": ["money"],
    "halfup": ["half_up"], "bankers": ["half_even"], "marginal": ["graduated"], "tiered": ["graduated"],
  ]

  /// The foreign word that a slip of the fingers may have spoiled.
  static func near(_ word: String) -> String? {
    guard word.utf8.count > 2 else { return nil }
    return Suggestion.closest(to: word, among: words)
  }

  private static let words = table.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }

  /// The valid name that a foreign word (in lower case, without dashes) stands for.
  static func meaning(of word: String, among valid: [String]) -> String? {
    table[word]?.first { name in valid.contains { $0.utf8.elementsEqual(name.utf8) } }
  }
}

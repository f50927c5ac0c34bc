extension Annotations {
  /// Everything that scripts have beside Lua's own library.
  static let library = """
    ---@class Decimal
    ---@field scale integer
    ---@operator add(Decimal|integer): Decimal
    ---@operator sub(Decimal|integer): Decimal
    ---@operator mul(Decimal|integer): Decimal
    ---@operator div(Decimal|integer): Decimal
    ---@operator unm: Decimal
    local Decimal = {}
    ---@alias Rounding "half_even"|"half_up"|"up"|"down"
    ---@param digits? integer
    ---@param rounding? Rounding
    ---@return Decimal
    function Decimal:round(digits, rounding) end
    ---@return Decimal
    function Decimal:floor() end
    ---@return Decimal
    function Decimal:ceiling() end
    ---@return Decimal
    function Decimal:abs() end

    ---@class Money
    ---@field amount Decimal
    ---@field currency string
    ---@operator add(Money): Money
    ---@operator sub(Money): Money
    ---@operator mul(Decimal|integer): Money
    ---@operator div(Decimal|integer): Money
    ---@operator unm: Money
    local Money = {}
    --- Rounds to the currency's minor units.
    ---@param rounding? Rounding
    ---@return Money
    function Money:round(rounding) end
    ---@return Money
    function Money:abs() end
    --- Splits in proportion; the parts add up exactly.
    ---@param shares (Decimal|integer)[]
    ---@return Money[]
    function Money:allocate(shares) end

    ---@class Duration
    ---@field seconds integer
    ---@field nanoseconds integer
    ---@operator add(Duration): Duration
    ---@operator sub(Duration): Duration
    ---@operator mul(integer): Duration

    ---@class Timestamp
    ---@field seconds integer
    ---@field nanoseconds integer
    ---@operator add(Duration): Timestamp
    ---@operator sub(Duration): Timestamp

    --- The value null, which is not nil.
    null = nil
    ---@param value string|integer|Decimal
    ---@return Decimal
    function decimal(value) end
    ---@param value string|integer|Decimal
    ---@param currency? string
    ---@return Money
    function money(value, currency) end
    ---@param text string an RFC 3339 instant
    ---@return Timestamp
    function timestamp(text) end
    ---@param text string such as `90s`
    ---@return Duration
    function duration(text) end
    --- Finer than `type`: null, bool, int, double, string, decimal, money, timestamp, duration, list, map, error.
    ---@return string
    function kind(value) end

    ---@class Log
    log = {}
    function log.info(...) end
    function log.warning(...) end
    function log.error(...) end

    ---@class Facts
    local Facts = {}
    --- A field of an entity that the event names (`customer.tier`), or of the first row that equals the filter.
    function Facts.get(path, filter) end
    ---@return table[]
    function Facts.rows(path, filter) end
    ---@return integer
    function Facts.count(path, filter) end
    function Facts.sum(path, filter) end
    function Facts.min(path, filter) end
    function Facts.max(path, filter) end

    ---@class Random
    local Random = {}
    ---@return number
    function Random.number() end
    ---@param low integer
    ---@param high integer
    ---@return integer
    function Random.integer(low, high) end

    ---@class Context
    ---@field facts Facts
    ---@field settings table
    ---@field log Log
    ---@field random Random
    local Context = {}
    ---@param name string
    ---@param arguments? table
    function Context.act(name, arguments) end
    ---@param type string
    ---@param data? table
    ---@param subject? string
    function Context.emit(type, data, subject) end
    ---@return Timestamp
    function Context.now() end
    ---@param values table
    function Context.insert(table, values) end
    ---@param values table
    function Context.upsert(table, values) end
    ---@param filter table
    ---@param values table
    function Context.update(table, filter, values) end
    ---@param filter table
    function Context.delete(table, filter) end

    ---@class Rule
    ---@field on string|string[]
    ---@field when? string
    ---@field run fun(event: table, customer: table, ctx: Context)
    ---@field description? string
    ---@field priority? integer
    ---@field group? string
    ---@field on_error? "incident"|"record"
    ---@field enabled? boolean
    ---@field effective? { from?: string, until?: string }
    ---@field rollout? "shadow"|{ percent: number, by?: string, salt?: string }
    ---@field cooldown? string|{ for: string, key?: string|string[] }
    ---@field cap? { at_most: integer, per: string, by?: string, scope?: string, timezone?: string }
    ---@param id string
    ---@return fun(rule: Rule)
    function rule(id) end

    """
}

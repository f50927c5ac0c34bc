internal import CEL
internal import CLuaBridge

/// Distances on the earth, for scores and filters.
enum GeoFunctions {
  static let all = [km, within]

  /// The mean radius of the earth in kilometres (IUGG).
  static let radius = 6371.0088

  /// The great-circle distance by the haversine formula, which keeps its digits for short ways:
  /// `h = sin²(Δlat/2) + cos(lat1)·cos(lat2)·sin²(Δlon/2)` and `2·R·atan2(√h, √(1-h))`.
  static func distance(_ lat1: Double, _ lon1: Double, _ lat2: Double, _ lon2: Double) -> Double {
    let radians = Double.pi / 180
    let north = bl_sin((lat2 - lat1) * radians / 2)
    let east = bl_sin((lon2 - lon1) * radians / 2)
    let h = min(north * north + bl_cos(lat1 * radians) * bl_cos(lat2 * radians) * east * east, 1)
    return 2 * radius * bl_atan2(h.squareRoot(), (1 - h).squareRoot())
  }

  private static let km = FunctionDeclaration(
    name: "geo.km",
    overloads: [
      Overload(
        id: "geo_km", parameters: [.double, .double, .double, .double], result: .double, cost: 8
      ) { arguments throws(EvaluationError) in
        let points = try coordinates(arguments)
        return .double(distance(points[0], points[1], points[2], points[3]))
      }
    ],
    documentation:
      "The great-circle distance in kilometres between two points, each as latitude and longitude: "
      + "geo.km(candidate.lat, candidate.lon, event.lat, event.lon)")

  private static let within = FunctionDeclaration(
    name: "geo.within",
    overloads: [
      Overload(
        id: "geo_within", parameters: [.double, .double, .double, .double, .double], result: .bool, cost: 8
      ) { arguments throws(EvaluationError) in
        let points = try coordinates(arguments)
        guard case .double(let limit) = arguments[4] else { throw noPoint }
        // A degree of latitude is more than 110 km: most points are too far at first sight.
        if abs(points[2] - points[0]) * 110 > limit { return false }
        return .bool(distance(points[0], points[1], points[2], points[3]) <= limit)
      }
    ],
    documentation: "Whether two points, each as latitude and longitude, are at most so many kilometres apart")

  private static func coordinates(
    _ arguments: UnsafeBufferPointer<Value>
  ) throws(EvaluationError) -> InlineArray<4, Double> {
    var points = InlineArray<4, Double>(repeating: 0)
    for index in 0..<4 {
      guard case .double(let degrees) = arguments[index], abs(degrees) <= (index % 2 == 0 ? 90 : 540) else {
        throw noPoint
      }
      points[index] = degrees
    }
    return points
  }

  private static let noPoint = EvaluationError(
    .invalidArgument, "a point is a latitude from -90 to 90 and a longitude, in degrees")
}

/// Parts an image's cutouts into strips of rows that move upwards.
struct StripSchedule {
  /// Cutouts whose rows are in memory together.
  struct Part {
    let rows: Range<Int>
    let jobs: [CutoutJob]
  }

  private let jobs: [CutoutJob]
  private let capacity: Int
  private var position = 0
  /// Jobs that began in the last strip and did not end in it.
  private var waiting: [CutoutJob] = []

  /// - Parameters:
  ///   - jobs: By their first row.
  ///   - capacity: Rows in memory; no job has more.
  init(_ jobs: [CutoutJob], capacity: Int) {
    self.jobs = jobs
    self.capacity = capacity
  }

  /// The next strip, beginning at the first row still needed.
  mutating func next() -> Part? {
    let firsts = [waiting.first, position < jobs.count ? jobs[position] : nil]
    guard let start = firsts.compactMap({ $0?.rows.lowerBound }).min() else { return nil }
    let end = start + capacity
    var (taken, left): ([CutoutJob], [CutoutJob]) = ([], [])
    for job in waiting {
      if job.rows.upperBound <= end { taken.append(job) } else { left.append(job) }
    }
    while position < jobs.count, jobs[position].rows.lowerBound < end {
      let job = jobs[position]
      if job.rows.upperBound <= end { taken.append(job) } else { left.append(job) }
      position += 1
    }
    waiting = left.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    let upper = taken.reduce(start) { max($0, $1.rows.upperBound) }
    return Part(rows: start..<upper, jobs: taken)
  }
}

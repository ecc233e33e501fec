namespace MoodleGrains.ClientApi.Api;
internal sealed class PastCourses(IEventReader r) { public Task<CourseWithEnrolments?> Read(string site, long id, DateTime at, CancellationToken c) { _ = r; return Task.FromResult<CourseWithEnrolments?>(null); } }
internal sealed class PastCategories(IEventReader r) { public Task<Category?> Read(string site, long id, DateTime at, CancellationToken c) { _ = r; return Task.FromResult<Category?>(null); } }
internal sealed class PastConferences(IEventReader r) { public Task<Conference?> Read(string site, long id, DateTime at, CancellationToken c) { _ = r; return Task.FromResult<Conference?>(null); } }

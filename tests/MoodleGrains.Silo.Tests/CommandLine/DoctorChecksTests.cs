using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class DoctorChecksTests(TestDatabase postgres) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(-3, false)]
    [InlineData(3, false)]
    [InlineData(0, true)]
    public async Task Clocks_two_seconds_apart_are_a_problem(int secondsOff, bool good)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();

        var finding = await ClockCheck.Run(connection, new ClockOff(TimeSpan.FromSeconds(secondsOff)), CancellationToken.None);

        (finding.Remedy is null).ShouldBe(good, finding.ToString());
    }

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Fewer_than_thirty_days_of_disk_are_a_problem(int days, bool good) =>
        (DiskCheck.Judge(days * 1000L, 1000, "found").Remedy is null).ShouldBe(good);

    [Fact]
    public void Without_growth_no_disk_is_too_small() => DiskCheck.Judge(1, null, "found").Remedy.ShouldBeNull();

    [Theory]
    [InlineData("grow_plain", "")]
    [InlineData("grow_parted", "partition by range (at)")]
    public async Task Growth_is_measured_over_the_last_seven_days_only(string table, string partitioned)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await Execute($"create table {table} (n bigint, at timestamptz, text text, primary key (n, at)) {partitioned}");
        if (partitioned.Length > 0)
        {
            await Execute($"create table {table}_all partition of {table} default");
        }

        // 9,000 rows long ago, 1,000 rows in the last four days: a tenth of the size in four days.
        await Execute($"insert into {table} select n, now() - interval '90 days', repeat('x', 500) from generate_series(1, 9000) n");
        await Execute($"insert into {table} select 9000 + n, now() - interval '4 days', repeat('x', 500) from generate_series(1, 1000) n");
        await using var size = new NpgsqlCommand(
            $"select sum(pg_total_relation_size(oid))::bigint from pg_class where relname in ('{table}', '{table}_all') and relkind = 'r'",
            connection);
        var bytes = (long)(await size.ExecuteScalarAsync())!;

        var aDay = await Growth.BytesADay(connection, table, "n", "at", CancellationToken.None);

        aDay!.Value.ShouldBe(bytes / 10.0 / 4, tolerance: bytes / 1000.0);

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed class ClockOff(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}

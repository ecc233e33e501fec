-- Orleans' query contract for membership and grain storage on PostgreSQL (Clustering.AdoNet and Persistence.AdoNet 10.4.2). The keys of the
-- queries and the names of their parameters and columns are Orleans'; tables and statements are ours. Each query is one statement, so that
-- it holds without a transaction around it.
create table orleansquery (querykey text primary key, querytext text not null);

create table orleans_clusters (
    deployment text primary key,
    version integer not null default 0,
    changed_at timestamptz not null default now());

create table orleans_silos (
    deployment text not null references orleans_clusters,
    address text not null,
    port integer not null,
    generation integer not null,
    silo_name text not null,
    host_name text not null,
    status integer not null,
    proxy_port integer null,
    suspect_times text null,
    started_at timestamptz(3) not null,
    alive_at timestamptz(3) not null,
    primary key (deployment, address, port, generation));

create view orleans_members as
    select v.deployment as deploymentid, s.address, s.port, s.generation, s.silo_name as siloname, s.host_name as hostname, s.status,
        s.proxy_port as proxyport, s.suspect_times as suspecttimes, s.started_at as starttime, s.alive_at as iamalivetime, v.version
    from orleans_clusters v left join orleans_silos s on s.deployment = v.deployment;

create table orleans_states (
    service text not null,
    kind text not null,
    key text not null,
    version integer not null,
    payload bytea null,
    written_at timestamptz not null default now(),
    primary key (service, kind, key));

insert into orleansquery (querykey, querytext) values
('UpdateIAmAlivetimeKey', $$
    update orleans_silos set alive_at = @IAmAliveTime
    where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),
('InsertMembershipVersionKey', $$
    with added as (insert into orleans_clusters (deployment) values (@DeploymentId) on conflict do nothing returning 1)
    select count(*)::integer from added
$$),
-- The version's row is the lock: of two silos that know the same version, the second finds another one and changes nothing.
('InsertMembershipKey', $$
    with moved as (
        update orleans_clusters set version = version + 1, changed_at = now()
        where deployment = @DeploymentId and version = @Version and not exists (
            select from orleans_silos
            where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning 1),
    added as (
        insert into orleans_silos (
            deployment, address, port, generation, silo_name, host_name, status, proxy_port, started_at, alive_at)
        select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from moved
        returning 1)
    select count(*)::integer from added
$$),
('UpdateMembershipKey', $$
    with moved as (
        update orleans_clusters set version = version + 1, changed_at = now()
        where deployment = @DeploymentId and version = @Version and exists (
            select from orleans_silos
            where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning 1),
    changed as (
        update orleans_silos s set status = @Status, suspect_times = @SuspectTimes, alive_at = greatest(s.alive_at, @IAmAliveTime)
        from moved
        where s.deployment = @DeploymentId and s.address = @Address and s.port = @Port and s.generation = @Generation
        returning 1)
    select count(*)::integer from changed
$$),
('MembershipReadRowKey', $$
    select v.deployment as deploymentid, s.address, s.port, s.generation, s.silo_name as siloname, s.host_name as hostname, s.status,
        s.proxy_port as proxyport, s.suspect_times as suspecttimes, s.started_at as starttime, s.alive_at as iamalivetime, v.version
    from orleans_clusters v
    left join orleans_silos s on s.deployment = v.deployment and s.address = @Address and s.port = @Port and s.generation = @Generation
    where v.deployment = @DeploymentId
$$),
('MembershipReadAllKey', $$
    select * from orleans_members where deploymentid = @DeploymentId
$$),
('DeleteMembershipTableEntriesKey', $$
    with silos as (delete from orleans_silos where deployment = @DeploymentId)
    delete from orleans_clusters where deployment = @DeploymentId
$$),
('GatewaysQueryKey', $$
    select address, proxy_port as proxyport, generation from orleans_silos
    where deployment = @DeploymentId and status = @Status and proxy_port > 0
$$),
-- Status 6 is dead.
('CleanupDefunctSiloEntriesKey', $$
    delete from orleans_silos
    where deployment = @DeploymentId and status = 6 and alive_at < @IAmAliveTime and started_at < @IAmAliveTime
$$),
('ReadFromStorageKey', $$
    select payload as payloadbinary, now() as now, version from orleans_states
    where service = @ServiceId and kind = @GrainTypeString and key = @GrainIdExtensionString
$$),
-- Tells the version that stands now: the one that was given if the row had another one, which Orleans takes for a conflict.
('WriteToStorageKey', $$
    with added as (
        insert into orleans_states (service, kind, key, version, payload)
        select @ServiceId, @GrainTypeString, @GrainIdExtensionString, 1, @PayloadBinary where @GrainStateVersion::integer is null
        on conflict do nothing
        returning version),
    changed as (
        update orleans_states set version = version + 1, payload = @PayloadBinary, written_at = now()
        where service = @ServiceId and kind = @GrainTypeString and key = @GrainIdExtensionString and version = @GrainStateVersion::integer
        returning version)
    select coalesce((select version from added), (select version from changed), @GrainStateVersion::integer) as newgrainstateversion
$$),
('ClearStorageKey', $$
    with gone as (
        delete from orleans_states
        where service = @ServiceId and kind = @GrainTypeString and key = @GrainIdExtensionString and version = @GrainStateVersion::integer
        returning version + 1 as version)
    select coalesce((select version from gone), @GrainStateVersion::integer) as newgrainstateversion
$$);

-- A state that is cleared is deleted in either case.
insert into orleansquery (querykey, querytext) select 'DeleteStorageKey', querytext from orleansquery where querykey = 'ClearStorageKey';

-- Snapshots stand here from now on. mg_snapshots goes with the next release: silos of the one before may still be at work.

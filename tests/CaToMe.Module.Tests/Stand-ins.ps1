# What the engine of PowerShell alone does not have: as much of these commands as the examples use.
function global:Import-Csv([string] $Path) {
    $lines = [IO.File]::ReadAllLines($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path))
    $names = $lines[0].Split(',')
    foreach ($line in $lines[1..($lines.Length - 1)]) {
        $row = [ordered]@{}
        $cells = $line.Split(',')
        for ($i = 0; $i -lt $names.Length; $i++) { $row[$names[$i]] = $cells[$i] }
        [pscustomobject] $row
    }
}

function global:Export-Csv([string] $Path, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $rows = [Collections.Generic.List[string]]::new() }
    process { $rows.Add((@($InputObject.PSObject.Properties | ForEach-Object { "$($_.Value)" }) -join ',')) }
    end { [IO.File]::WriteAllLines($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path), $rows) }
}

function global:Export-Clixml([string] $Path, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $all = [Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end { [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path), [Management.Automation.PSSerializer]::Serialize($all)) }
}

function global:Import-Clixml([string] $Path) {
    [Management.Automation.PSSerializer]::Deserialize([IO.File]::ReadAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path))) |
        ForEach-Object { $_ }
}

function global:Select-Object([Parameter(Position = 0)] [string[]] $Property, [int] $First = -1, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $count = 0 }
    process {
        if ($First -lt 0 -or $count++ -lt $First) {
            if (-not $Property) { return $InputObject }
            $row = [ordered]@{}
            foreach ($name in $Property) { $row[$name] = $InputObject.$name }
            [pscustomobject] $row
        }
    }
}

function global:Sort-Object([Parameter(Position = 0)] [string] $Property, [switch] $Descending, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $all = [Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end {
        $sorted = [Linq.Enumerable]::ToArray([Linq.Enumerable]::OrderBy($all, [Func[object, double]] { param($o) [double] ($o.$Property ?? 0) }))
        if ($Descending) { [array]::Reverse($sorted) }
        $sorted
    }
}

function global:Measure-Object([Parameter(Position = 0)] [string] $Property, [switch] $Average, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $values = [Collections.Generic.List[double]]::new() }
    process { $values.Add($Property ? $InputObject.$Property : $InputObject) }
    end { [pscustomobject] @{ Count = $values.Count; Average = [Linq.Enumerable]::Average($values) } }
}

function global:Group-Object([Parameter(Position = 0)] [string] $Property, [Parameter(ValueFromPipeline)] $InputObject) {
    begin { $groups = [ordered] @{} }
    process {
        if (-not $groups.Contains("$($InputObject.$Property)")) { $groups["$($InputObject.$Property)"] = [Collections.Generic.List[object]]::new() }
        $groups["$($InputObject.$Property)"].Add($InputObject)
    }
    end { foreach ($name in $groups.Keys) { [pscustomobject] @{ Name = $name; Count = $groups[$name].Count; Group = $groups[$name] } } }
}

function global:Format-Table([Parameter(ValueFromPipeline)] $InputObject) { process { $InputObject } }

function global:Get-ChildItem([string] $Path) { $ExecutionContext.SessionState.Path.GetResolvedProviderPathFromPSPath($Path, [ref] $null) | ForEach-Object { [IO.FileInfo] $_ } }

function global:ConvertTo-SecureString([string] $String, [switch] $AsPlainText, [switch] $Force) { [Net.NetworkCredential]::new('', $String).SecurePassword }

#!/usr/bin/env pwsh
#requires -Version 7.6

<#
.SYNOPSIS
Builds, tests, packs and installs the CaToMe module: one for Linux, Windows and macOS.
.EXAMPLE
./build.ps1
Builds out/module/CaToMe.
.EXAMPLE
./build.ps1 -Task Build, Test, Pack
.EXAMPLE
./build.ps1 -Task Build, Install
#>
[CmdletBinding()]
param(
    # Build, Test, Pack, Install: one or several, in this order of need.
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
# pwsh -File hands over 'Build,Test' as one text.
$Task = $Task -split ','
if ($unknown = $Task | Where-Object { $_ -notin 'Build', 'Test', 'Pack', 'Install' }) { throw "$unknown is no task: give Build, Test, Pack or Install." }
$module = Join-Path $PSScriptRoot out module CaToMe

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with $LASTEXITCODE." }
}

function Build {
    Invoke-DotNet build (Join-Path $PSScriptRoot src CaToMe.Cmdlets) -c $Configuration @args
}

function Test {
    Invoke-DotNet test (Join-Path $PSScriptRoot tests CaToMe.Module.Tests) -c $Configuration
    if (Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0') {
        $result = Invoke-Pester (Join-Path $PSScriptRoot tests pester) -Output Detailed -PassThru
        if ($result.FailedCount) { throw "$($result.FailedCount) Pester tests failed." }
    }
    else {
        Write-Warning 'Pester 5 is not installed: tests/pester was skipped.'
    }
}

function Pack {
    Build '-t:PackModule'
}

function Install {
    $version = (Import-PowerShellDataFile (Join-Path $module CaToMe.psd1)).ModuleVersion
    $modules = if ($IsWindows) { Join-Path ([Environment]::GetFolderPath('MyDocuments')) PowerShell Modules } else { Join-Path $HOME .local share powershell Modules }
    $target = Join-Path $modules CaToMe $version
    if (Test-Path $target) { Remove-Item -Recurse -Force $target }
    New-Item -ItemType Directory -Force $target | Out-Null
    Copy-Item -Recurse (Join-Path $module *) $target
    Write-Host "Installed CaToMe $version in $target."
}

foreach ($name in $Task) { & $name }

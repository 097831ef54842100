using CaToMe.Extensions.AI;

namespace CaToMe.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_members_are_the_approved_ones() =>
        PublicMembers.AreApproved(typeof(CaToMeImageGenerator).Assembly, "tests", "CaToMe.Extensions.AI.Tests", "PublicApiMembers.txt");
}
